import {ok, type Result} from '../runner/failure.ts';
import {findRuns} from './find-run.ts';
import {listRunsById, type Listing} from './list-runs.ts';
import {numberOf} from './non-finite.ts';
import type {Tracking} from './open-tracking.ts';
import type {RunSummary} from './run-summary.ts';

/** Runs as they come and change, also by other processes, without reading again what stays as it is. */
export interface RunFollower {
  /** All that is known by now, newest first: a new array whenever something changed. */
  readonly runs: () => readonly RunSummary[];
  /** Reads so many older runs; false when there are no more. */
  readonly more: (count: number) => Result<boolean>;
  /** What became different since the last look. */
  readonly look: () => Result<Changes>;
  /** After a change of our own, which no look tells. */
  readonly again: (ids: readonly string[]) => Result<Changes>;
}

/** Ids of runs that are new, other than before, or gone. */
export type Changes = ReadonlySet<string>;

type Wanted = Pick<Listing, 'metrics' | 'brief' | 'only' | 'names'>;

export function followRuns(tracking: Tracking, wanted: Wanted): Result<RunFollower> {
  const {names, ...listing} = wanted;
  const opened = version(tracking);
  if (!opened.ok) return opened;
  let seen = opened.value;
  const first = glance(tracking, meaning(tracking, names));
  if (!first.ok) return first;
  let {ids: unread, tags} = first.value;
  let known: readonly RunSummary[] = [];

  /** Takes what the record says of these ids now in the place of what was known. */
  const take = (ids: ReadonlySet<string>): Result<Changes> => {
    if (ids.size === 0) return ok(ids);
    const listed = listRunsById(tracking, ids, listing);
    if (!listed.ok) return listed;
    const fresh = new Map(listed.value.map((run) => [run.id, run]));
    const kept = known.flatMap((run) => {
      if (!ids.has(run.id)) return [run];
      const now = fresh.get(run.id);
      fresh.delete(run.id);
      return now === undefined ? [] : [now];
    });
    known = merge([...fresh.values()], kept);
    return ok(ids);
  };

  /** Of runs whose record did not change: those whose process died. */
  const takeDead = (running: readonly string[]): Result<Changes> => {
    if (running.length === 0) return ok(new Set());
    const listed = listRunsById(tracking, new Set(running), listing);
    if (!listed.ok) return listed;
    return take(new Set(listed.value.filter(({status}) => status !== 'running').map(({id}) => id)));
  };

  return ok({
    runs: () => known,
    more: (count) => {
      const next = unread.slice(0, count);
      if (next.length === 0) return ok(false);
      const listed = listRunsById(tracking, new Set(next), listing);
      if (!listed.ok) return listed;
      unread = unread.slice(next.length);
      known = [...known, ...listed.value];
      return ok(unread.length > 0);
    },
    look: () => {
      const now = version(tracking);
      if (!now.ok) return now;
      // A process that dies leaves no trace in the file.
      const running = known.filter(({status}) => status === 'running').map(({id}) => id);
      if (now.value === seen) return takeDead(running);
      const before = new Set([...known.map(({id}) => id), ...unread]);
      const all = glance(tracking, stillMeaning(tracking, names, before));
      if (!all.ok) return all;
      seen = now.value;
      const after = new Set(all.value.ids);
      const changed = new Set([
        ...running,
        ...all.value.ids.filter((id) => !before.has(id)),
        ...[...before].filter((id) => !after.has(id)),
        ...differing(tags, all.value.tags),
      ]);
      tags = all.value.tags;
      unread = unread.filter((id) => after.has(id));
      for (const id of unread) changed.delete(id);
      return take(changed);
    },
    again: (ids) => take(new Set(ids)),
  });
}

/** Two lists, each newest first, as one. */
function merge(one: readonly RunSummary[], other: readonly RunSummary[]): readonly RunSummary[] {
  if (one.length === 0) return other;
  const merged: RunSummary[] = [];
  let at = 0;
  for (const run of one) {
    for (let next = other[at]; next !== undefined && next.started > run.started; next = other[at]) {
      merged.push(next);
      at++;
    }
    merged.push(run);
  }
  return [...merged, ...other.slice(at)];
}

/** Changes when another connection commits, and costs next to nothing to ask. */
const version = ({read, prepare}: Tracking): Result<number> =>
  read(() => prepare<[], {readonly data_version: number}>('PRAGMA data_version').get()?.data_version ?? 0);

interface Glance {
  /** Newest first. */
  readonly ids: readonly string[];
  /** With the number of notes; by run, of those that have any. */
  readonly tags: ReadonlyMap<string, string>;
}

/** The runs that these names mean; undefined: all. */
type Meant = Result<ReadonlySet<string> | undefined>;

function meaning(tracking: Tracking, names: readonly string[] | undefined): Meant {
  if (names === undefined) return ok(undefined);
  const meant = new Set<string>();
  for (const name of names) {
    const found = findRuns(tracking, name);
    if (!found.ok) return found;
    for (const id of found.value) meant.add(id);
  }
  return ok(meant);
}

/** As long as they are followed, a name may come to mean nothing, or more than one run: those that it meant before are still meant. */
function stillMeaning(
  tracking: Tracking,
  names: readonly string[] | undefined,
  before: ReadonlySet<string>,
): Meant {
  if (names === undefined) return ok(undefined);
  const meant = new Set(before);
  for (const name of names) {
    const found = meaning(tracking, [name]);
    if (!found.ok && found.failure.code !== 'run-unknown' && found.failure.code !== 'run-ambiguous')
      return found;
    if (found.ok) for (const id of found.value ?? []) meant.add(id);
  }
  return ok(meant);
}

/** What must be read whole to see what is new: little of each run. */
function glance(tracking: Tracking, meant: Meant): Result<Glance> {
  if (!meant.ok) return meant;
  const all = tracking.read(() => ({ids: allIds(tracking), tags: tagsOf(tracking)}));
  const chosen = meant.value;
  if (!all.ok || chosen === undefined) return all;
  const {ids, tags} = all.value;
  return ok({
    ids: ids.filter((id) => chosen.has(id)),
    tags: new Map([...tags].filter(([id]) => chosen.has(id))),
  });
}

const allIds = ({prepare}: Tracking): readonly string[] =>
  prepare<[], string>('SELECT id FROM runs ORDER BY started DESC, number DESC').pluck().all();

const tagsOf = ({prepare}: Tracking): ReadonlyMap<string, string> =>
  new Map(
    prepare<[], {readonly id: string; readonly tags: string}>(
      `SELECT id, group_concat(tag, char(10)) AS tags
       FROM (
         SELECT id, tag FROM tags JOIN runs ON runs.number = tags.run
         UNION ALL SELECT id, count(*) FROM notes JOIN runs ON runs.number = notes.run GROUP BY id
         ORDER BY id, tag
       ) GROUP BY id`,
    )
      .all()
      .map(({id, tags}) => [id, tags]),
  );

const differing = (
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly string[] =>
  [...new Set([...before.keys(), ...after.keys()])].filter((id) => before.get(id) !== after.get(id));

/** The values of a metric by step, for a curve as large as a word. */
export function curveOf(tracking: Tracking, id: string, metric: string): Result<readonly number[]> {
  return tracking.read(() =>
    tracking
      .prepare<[string, string], {readonly value: number | null; readonly kind: string | null}>(
        `SELECT value, kind FROM metrics
         WHERE run = (SELECT number FROM runs WHERE id = ?) AND metric IN (SELECT number FROM metric_names WHERE name = ?)
         ORDER BY metric, step`,
      )
      .all(id, metric)
      .map(({value, kind}) => numberOf(value, kind)),
  );
}
