import {ok, type Result} from '../runner/failure.ts';
import {filterRuns} from './filter/filter-runs.ts';
import {findRuns} from './find-run.ts';
import {listRuns, type Listing} from './list-runs.ts';
import type {Tracking} from './open-tracking.ts';
import type {RunSummary} from './run-summary.ts';
import {sortRuns} from './sort-runs.ts';

export interface Choice extends Pick<Listing, 'names' | 'brief' | 'only'> {
  /** A filter: see `filterRuns`. */
  readonly where?: string;
  /** Fields: see `sortRuns`. Left out: newest first. */
  readonly sort?: string;
  /** So many at most, of those that pass, in that order. */
  readonly limit?: number;
}

interface World {
  readonly metrics: Readonly<Record<string, 'max' | 'min'>>;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The runs that a table, its twins and the dashboard show: by name, filtered, sorted, cut. */
export function chooseRuns(
  tracking: Tracking,
  {where, sort, limit, ...listing}: Choice,
  {metrics, now}: World,
): Result<readonly RunSummary[]> {
  const plain = where === undefined && sort === undefined;
  const listed = listRuns(tracking, {
    ...listing,
    metrics,
    ...(plain && limit !== undefined ? {limit} : {}),
  });
  if (!listed.ok) return listed;
  const passed = where === undefined ? listed : filterRuns(where, {runs: listed.value, now});
  if (!passed.ok) return passed;
  const sorted = sort === undefined ? passed : sortRuns(passed.value, sort, {metrics, now});
  if (!sorted.ok) return sorted;
  return ok(limit === undefined ? sorted.value : sorted.value.slice(0, limit));
}

/**
 * The runs that a baseline means: an id, an experiment, or else a filter such as `tag=main`. Those that are done come first, each newest first:
 * one that failed, or is under way, has nothing yet to be measured from.
 */
export function chooseBaseline(
  tracking: Tracking,
  name: string,
  {metrics, now}: World,
): Result<readonly RunSummary[]> {
  const named = findRuns(tracking, name);
  const runs = named.ok ? listRuns(tracking, {names: named.value, metrics}) : named;
  const found = runs.ok || !/[=<>~!]/.test(name) ? runs : chooseRuns(tracking, {where: name}, {metrics, now});
  return found.ok
    ? ok(found.value.toSorted((a, b) => Number(b.status === 'done') - Number(a.status === 'done')))
    : found;
}
