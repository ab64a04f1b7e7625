import type {Collection, Explained} from '../runner/gc/collect.ts';
import type {Stored} from '../runner/gc/list-stored.ts';
import type {Reason} from '../runner/gc/plan-collection.ts';
import type {Remake} from '../runner/gc/remake.ts';
import type {RunOfKey} from '../tracking/runs-by-key.ts';
import {bytes} from './bytes.ts';
import {alignColumns} from './columns.ts';
import {duration} from './duration.ts';
import {printable} from './text-width.ts';

interface Telling {
  readonly dry: boolean;
  readonly runs: ReadonlyMap<string, readonly RunOfKey[]>;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Bytes that all were to take at most. */
  readonly limit?: number;
}

/**
 * What `gc` did, or with `--dry` would do:
 *
 *     train  3f2a9c1b  2.1 MB  not used for 41 days
 *         can be made again in 41.3 s, after preprocess (6.1 s), which goes too
 *
 *     Deleted 1 of 14 artifacts: 2.1 MB of 1.3 GB.
 */
export function collectionText(collection: Collection, telling: Telling): string {
  const {deletions, inUse} = collection;
  const rows = alignColumns(deletions.map((each) => rowOf(each, telling)));
  const list = deletions.flatMap((each, index) => [rows[index] ?? '', ...explanation(each, telling)]);
  const busy = inUse.map(({stored}) => `${stored.manifest?.stage ?? stored.kind} ${shortKey(stored.key)}`);
  return [
    ...(list.length === 0 ? [] : [list.join('\n')]),
    ...(busy.length === 0 ? [] : [`In use by a process that is running, and left: ${busy.join(', ')}.`]),
    collectionSummary(collection, telling),
    '',
  ]
    .join(list.length + busy.length === 0 ? '\n' : '\n\n')
    .trimEnd()
    .concat('\n');
}

function rowOf({stored, reason, frees}: Explained, {now, runs}: Telling): readonly string[] {
  const {kind, key, manifest, at} = stored;
  const name = kind === 'artifact' ? printable(manifest?.stage ?? '(damaged)') : `(${kind})`;
  const used = Math.max(at, runs.get(key)?.[0]?.started ?? 0);
  return [name, shortKey(key), bytes(frees), words(reason, {kind, unused: (now - used) / 1000})];
}

const shortKey = (key: string): string => key.slice(0, 8);

/** `unused`: seconds. */
function words(
  reason: Reason,
  {kind, unused}: {readonly kind: Stored['kind']; readonly unused: number},
): string {
  switch (reason) {
    case 'unneeded':
      return 'no run and no stage of the pipeline needs it';
    case 'old':
      return `not used for ${long(unused)}`;
    case 'room':
      return 'cheap to make again for the room it takes';
    case 'useless':
      return uselessBecause[kind];
    default:
      return reason satisfies never;
  }
}

const uselessBecause = {
  artifact: 'damaged: the next run makes it again anyway',
  scratch: 'left of a stage that has its result',
  damaged: 'set aside as damaged',
} as const satisfies Record<Stored['kind'], string>;

const long = (seconds: number): string =>
  seconds < 2 * 86_400 ? duration(seconds) : `${Math.floor(seconds / 86_400)} days`;

/** Where it was asked for: whose runs lose it, and what making it again takes. */
function explanation({stored, remake}: Explained, {runs}: Telling): readonly string[] {
  if (remake === undefined) return [];
  const losing = runs.get(stored.key) ?? [];
  const shown = losing.slice(0, most).map(({id, experiment}) => `${id} (${printable(experiment)})`);
  const more = losing.length > most ? ` and ${losing.length - most} more` : '';
  const lines = [
    ...(losing.length === 0 ? [] : [`of ${losing.length === 1 ? 'run' : 'runs'} ${shown.join(', ')}${more}`]),
    cost(remake),
  ];
  return lines.map((line) => `    ${line}`);
}

const most = 3;

function cost({seconds, first, obstacles}: Remake): string {
  const before = first.map((each) => `${printable(each.stage)} (${duration(each.seconds)})`);
  const also = before.length === 0 ? '' : `, after ${before.join(', ')}, gone too`;
  return obstacles.length === 0
    ? `can be made again in ${duration(seconds)}${also}`
    : `cannot be made again here as it was: ${obstacles.map((each) => printable(each)).join('; ')} (it took ${duration(seconds)})`;
}

/** How much went, or would, and whether that is enough: the last line of `collectionText`. */
export function collectionSummary(
  {deletions, artifacts, room}: Collection,
  {dry, limit}: Pick<Telling, 'dry' | 'limit'>,
): string {
  const freed = deletions.reduce((total, {frees}) => total + frees, 0);
  const left = room - freed;
  const still =
    limit !== undefined && left > limit
      ? ` The store still takes ${bytes(left)}: what is left is pinned or in use.`
      : '';
  if (deletions.length === 0)
    return `Nothing to delete: ${count(artifacts, 'artifact')}, ${bytes(room)}.${still}`;
  const gone = deletions.filter(({stored}) => stored.kind === 'artifact').length;
  const others = deletions.length - gone;
  const what = [
    ...(gone > 0 || others === 0 ? [`${gone} of ${count(artifacts, 'artifact')}`] : []),
    ...(others > 0 ? [count(others, 'leftover')] : []),
  ].join(' and ');
  return `${dry ? 'Would delete' : 'Deleted'} ${what}: ${bytes(freed)} of ${bytes(room)}.${still}`;
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;
