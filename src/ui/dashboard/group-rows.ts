import {groupSeeds, type SeedGroup} from '../../tracking/group-seeds.ts';
import type {RunSummary} from '../../tracking/run-summary.ts';
import {meanInterval} from '../../tracking/statistics.ts';

/** One row for all seeds of an experiment: it stands for its newest run, with the means of all. */
export function groupRows(runs: readonly RunSummary[]): {
  readonly rows: readonly RunSummary[];
  readonly groups: ReadonlyMap<string, SeedGroup>;
} {
  const groups = groupSeeds(runs).flatMap((group) => {
    const [newest] = group.runs;
    return newest === undefined ? [] : [{group, newest}];
  });
  return {
    rows: groups.map(({group, newest}) =>
      group.runs.length === 1
        ? newest
        : {...newest, latest: means(group, newest, 'latest'), best: means(group, newest, 'best')},
    ),
    groups: new Map(
      groups.flatMap(({group, newest}) => (group.runs.length > 1 ? [[newest.id, group] as const] : [])),
    ),
  };
}

const means = (
  {runs}: SeedGroup,
  newest: RunSummary,
  of: 'latest' | 'best',
): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.keys(newest[of]).map((name) => [
      name,
      meanInterval(runs.flatMap((run) => run[of][name] ?? [])).mean,
    ]),
  );
