import {fail, ok, type Result} from '../runner/failure.ts';
import {chooseBaseline, chooseRuns} from '../tracking/choose-runs.ts';
import {baselineEmpty} from '../tracking/failures.ts';
import type {Listing} from '../tracking/list-runs.ts';
import type {Tracking} from '../tracking/open-tracking.ts';
import type {RunSummary} from '../tracking/run-summary.ts';
import type {Directions} from '../ui/run-columns.ts';

/** Which runs a table, a gate or a report is about: the same words everywhere. */
export interface RunQuery {
  readonly where?: string;
  readonly sort?: string;
  readonly limit?: number;
  readonly baseline?: string;
}

interface World extends Pick<Listing, 'brief' | 'only'> {
  readonly metrics: Directions;
  /** Milliseconds since 1970. */
  readonly now: number;
}

interface Chosen {
  readonly runs: readonly RunSummary[];
  /** What they are measured from, those that are done first; empty where nothing is. */
  readonly baseline: readonly RunSummary[];
}

/** The runs of a query, and its baseline. */
export function chosenRuns(
  tracking: Tracking,
  names: readonly string[],
  query: RunQuery,
  {metrics, now, ...listing}: World,
): Result<Chosen> {
  const asked = namesAsked(names);
  const {where, sort, limit, baseline} = query;
  const runs = chooseRuns(
    tracking,
    {
      ...(asked.length > 0 ? {names: asked} : {}),
      ...(where === undefined ? {} : {where}),
      ...(sort === undefined ? {} : {sort}),
      ...(limit === undefined ? {} : {limit}),
      ...listing,
    },
    {metrics, now},
  );
  if (!runs.ok || baseline === undefined) return runs.ok ? ok({runs: runs.value, baseline: []}) : runs;
  const measured = chooseBaseline(tracking, baseline, {metrics, now});
  if (!measured.ok) return measured;
  return measured.value.length === 0
    ? fail(baselineEmpty(baseline))
    : ok({runs: runs.value, baseline: measured.value});
}

/** The word `runs` stands for all of them. */
export const namesAsked = (names: readonly string[]): readonly string[] =>
  names.filter((name) => name !== 'runs');
