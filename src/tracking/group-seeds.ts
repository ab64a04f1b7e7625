import type {RunSummary} from './run-summary.ts';

/** Runs that differ in their seeds alone: the same experiment, params, pipeline and data. */
export interface SeedGroup {
  readonly key: string;
  /** In the order given. */
  readonly runs: readonly RunSummary[];
}

/** A param of this name is a seed, whatever its stage. */
export const isSeed = (name: string): boolean => /(^|\.)seed$/.test(name);

/** Groups in the order of their first runs. Runs that did not end well stand alone: a mean of half a training says nothing. */
export function groupSeeds(runs: readonly RunSummary[]): readonly SeedGroup[] {
  const groups = new Map<string, RunSummary[]>();
  for (const run of runs) {
    const key = seedGroupKey(run);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [run]);
    else group.push(run);
  }
  return [...groups].map(([key, members]) => ({key, runs: members}));
}

/** Equal for runs that differ in their seeds alone. Made once for each summary: thousands are asked for theirs at every key. */
export function seedGroupKey(run: RunSummary): string {
  const known = keys.get(run);
  if (known !== undefined) return known;
  const key = run.status === 'done' ? seedlessKey(run) : run.id;
  keys.set(run, key);
  return key;
}

const keys = new WeakMap<RunSummary, string>();

function seedlessKey({experiment, pipeline, params, data}: RunSummary): string {
  const kept = Object.entries(params).filter(([name]) => !isSeed(name));
  return JSON.stringify([pipeline, experiment, kept.sort(([a], [b]) => (a < b ? -1 : 1)), data?.digest]);
}
