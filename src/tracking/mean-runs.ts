import {groupSeeds, isSeed} from './group-seeds.ts';
import type {RunSummary} from './run-summary.ts';
import {meanInterval, type MeanInterval} from './statistics.ts';

/** Runs that differ in nothing but their seeds, as one run: the newest, with the means of all. */
export interface MeanRun extends RunSummary {
  /** One for each seed, in the order given. */
  readonly members: readonly RunSummary[];
  /** Metric → mean and interval of the latest values; those of the best stand under `best NAME`. */
  readonly intervals: Readonly<Record<string, MeanInterval>>;
}

/** Puts together what only seeds set apart, in the order of each group's first run. */
export const meanRuns = (runs: readonly RunSummary[]): readonly MeanRun[] =>
  groupSeeds(runs).flatMap(({runs: group}) => {
    const newest = newestOf(group);
    return newest === undefined ? [] : [together(newest, distinct(group))];
  });

/** Runs may be given in any order, such as that of a metric. Of equal times the first. */
const newestOf = (runs: readonly RunSummary[]): RunSummary | undefined =>
  runs.reduce<RunSummary | undefined>(
    (newest, run) => (newest === undefined || run.started > newest.started ? run : newest),
    undefined,
  );

function together(newest: RunSummary, members: readonly RunSummary[]): MeanRun {
  const latest = intervalsOf(members.map((run) => run.latest));
  const best = intervalsOf(members.map((run) => run.best));
  const seconds = members.flatMap((run) => (run.seconds === null ? [] : [run.seconds]));
  return {
    ...newest,
    params:
      members.length > 1
        ? Object.fromEntries(Object.entries(newest.params).filter(([name]) => !isSeed(name)))
        : newest.params,
    latest: means(latest),
    best: means(best),
    seconds: seconds.length === 0 ? null : meanInterval(seconds).mean,
    members,
    intervals: {
      ...latest,
      ...Object.fromEntries(Object.entries(best).map(([name, each]) => [`best ${name}`, each])),
    },
  };
}

/** A seed that was run twice is still one sample: its newest run counts. */
function distinct(runs: readonly RunSummary[]): readonly RunSummary[] {
  const bySeeds = new Map<string, RunSummary>();
  for (const run of runs) {
    const seeds = Object.entries(run.params).filter(([name]) => isSeed(name));
    const key = JSON.stringify(seeds.sort(([a], [b]) => (a < b ? -1 : 1)));
    const known = bySeeds.get(key);
    if (known === undefined || run.started > known.started) bySeeds.set(key, run);
  }
  const newest = new Set(bySeeds.values());
  return runs.filter((run) => newest.has(run));
}

function intervalsOf(values: readonly Readonly<Record<string, number>>[]): Record<string, MeanInterval> {
  const names = new Set(values.flatMap((each) => Object.keys(each)));
  return Object.fromEntries(
    [...names].map((name) => [
      name,
      meanInterval(values.flatMap(({[name]: value}) => (value === undefined ? [] : [value]))),
    ]),
  );
}

const means = (intervals: Readonly<Record<string, MeanInterval>>): Record<string, number> =>
  Object.fromEntries(Object.entries(intervals).map(([name, {mean}]) => [name, mean]));
