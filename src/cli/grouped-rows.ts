import type {RunSummary} from '../tracking/run-summary.ts';
import {sortRuns} from '../tracking/sort-runs.ts';
import type {Directions} from '../ui/run-columns.ts';

interface Asked {
  readonly metrics: Directions;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly sort?: string | undefined;
  readonly limit?: number | undefined;
}

/** Runs that differ in their seeds alone as a row each: sorted by what the row says, and cut then, so that no seed is left out of a mean. */
export async function groupedRows(
  runs: readonly RunSummary[],
  {metrics, now, sort, limit}: Asked,
): Promise<readonly RunSummary[]> {
  // Statistics come with a library that a plain table does not need.
  const {meanRuns} = await import('../tracking/mean-runs.ts');
  const rows = meanRuns(runs);
  const sorted = sort === undefined ? undefined : sortRuns(rows, sort, {metrics, now});
  // What single runs have and groups have not, such as a seed, leaves the order of the runs.
  return (sorted?.ok === true ? sorted.value : rows).slice(0, limit);
}
