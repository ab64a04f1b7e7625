import type {ExecutionResult} from '../runner/execute.ts';
import type {Failure} from '../runner/failure.ts';
import {collect} from '../runner/gc/collect.ts';
import {lookThrough, type Stored} from '../runner/gc/list-stored.ts';
import {roomTaken} from '../runner/gc/plan-collection.ts';
import type {CodeDigests} from '../runner/code-digests.ts';
import {collectionSummary} from '../ui/collection-text.ts';
import {bytes} from '../ui/bytes.ts';
import {storeNeeds} from './store-needs.ts';
import {workspaceOf} from './workspace.ts';

interface Keeping {
  /** The pipeline file. */
  readonly file: string;
  /** Bytes that the store may take. */
  readonly limit: number;
  readonly code: CodeDigests;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What has just been executed. */
  readonly results: readonly Pick<ExecutionResult['runs'][number], 'stages'>[];
  /** When it began. Milliseconds since 1970. */
  readonly began: number;
}

/**
 * Brings a store that grew beyond its limit back below it, as `gc --max-size` does. What the runs just done have stays, and so do the
 * checkpoints that they left. What was done, in a line; undefined where there was nothing to do.
 */
export async function keepSize({
  file,
  limit,
  code,
  env,
  results,
  began,
}: Keeping): Promise<string | undefined> {
  const outcomes = results.flatMap(({stages}) => [...stages.values()]);
  if (!outcomes.some((outcome) => outcome.status === 'done' && outcome.how === 'ran')) return undefined;
  const workspace = workspaceOf(file);
  const told = (text: string) => `The store grew beyond its ${bytes(limit)}. ${text}`;
  const refused = ({what}: Failure) => told(`It was not cleared: ${what}`);

  const stored = await lookThrough(workspace.artifacts);
  if (!stored.ok) return refused(stored.failure);
  if (roomTaken(stored.value) <= limit) return undefined;
  const known = await storeNeeds(file, {workspace, code, env});
  if (!known.ok) return known.failure.map(refused)[0];
  const own = outcomes.flatMap((outcome) => (outcome.status === 'done' ? [outcome.artifact.key] : []));
  const isOwnScratch = ({kind, at}: Stored) => kind === 'scratch' && at >= began;
  const ownScratch = stored.value.filter(isOwnScratch).map(({key}) => key);
  const collected = await collect({
    store: workspace.artifacts,
    stored: stored.value,
    needs: {...known.value.needs, pinned: new Set([...known.value.needs.pinned, ...own, ...ownScratch])},
    limits: {room: limit},
    dry: false,
  });
  if (collected.ok) return told(collectionSummary(collected.value, {dry: false, limit}));
  // Whoever is at it makes the room.
  return collected.failure.code === 'gc-under-way' ? undefined : refused(collected.failure);
}
