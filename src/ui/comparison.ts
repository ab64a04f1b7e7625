import {incomparable} from '../tracking/comparability.ts';
import type {RunSummary} from '../tracking/run-summary.ts';
import {
  onlyDiffering,
  usualColumns,
  withDeltas,
  type CellValue,
  type Directions,
  type RunColumn,
} from './run-columns.ts';
import {printable} from './text-width.ts';

/** What every table of runs is made of: plain, CSV and Markdown show the same columns and rows. */
export interface Comparison {
  readonly columns: readonly Column[];
  /** In the order in which the runs were given. */
  readonly rows: readonly Row[];
  /** The id of the run that the Δ columns measure from. */
  readonly baseline?: string;
}

export interface Row {
  readonly id: string;
  /** Why it cannot be compared with the others. */
  readonly incomparable?: string;
  /** It saw the generated stand-in for data. */
  readonly sample: boolean;
}

/** The cells of a column, by row: made column by column, since ten thousand runs have more than a hundred thousand. */
export interface Column extends Pick<RunColumn, 'title' | 'align' | 'dispensable' | 'direction'> {
  /** In full precision, for programs. */
  readonly values: readonly CellValue[];
  readonly text: (row: number) => string;
  /** Whether it is the best of the column among the runs that can be compared. */
  readonly isBest: (row: number) => boolean;
  /** Whether any is. */
  readonly hasBest: boolean;
}

interface Options {
  /** Left out: those that tell most. */
  readonly columns?: readonly RunColumn[];
  readonly onlyDifferences?: boolean;
  readonly baseline?: RunSummary;
}

/** Runs side by side; `metrics` as in the pipeline: the first is the headline. */
export function compare(
  runs: readonly RunSummary[],
  metrics: Directions,
  {columns: asked, onlyDifferences = false, baseline}: Options = {},
): Comparison {
  const reasons = incomparable(runs);
  const chosen = asked ?? usualColumns(runs, metrics);
  const differing = onlyDifferences ? onlyDiffering(chosen, runs) : chosen;
  const columns = baseline === undefined ? differing : withDeltas(differing, baseline);
  const rows = runs.map((run): Row => {
    const reason = reasons.get(run.id);
    const {id} = run;
    const sample = run.data?.sample === true;
    return reason === undefined ? {id, sample} : {id, incomparable: printable(reason), sample};
  });
  return {
    columns: columns.map((column) => cellsOf(column, runs, rows)),
    rows,
    ...(baseline === undefined ? {} : {baseline: baseline.id}),
  };
}

function cellsOf(
  {title, align, dispensable, direction, value, text}: RunColumn,
  runs: readonly RunSummary[],
  rows: readonly Row[],
): Column {
  const values = runs.map(value);
  const best = direction === undefined ? undefined : bestOf(direction, values, rows);
  return {
    title: printable(title),
    align,
    dispensable,
    ...(direction === undefined ? {} : {direction}),
    values,
    text: (row) => {
      const [each, run] = [values[row] ?? null, runs[row]];
      return each === null || run === undefined ? '' : text(each, run);
    },
    isBest: (row) => best !== undefined && values[row] === best && rows[row]?.incomparable === undefined,
    hasBest: best !== undefined,
  };
}

/** Where one stands alone there is nothing to be best of. */
function bestOf(
  direction: 'max' | 'min',
  values: readonly CellValue[],
  rows: readonly Row[],
): number | undefined {
  let best: number | undefined;
  let seen = 0;
  values.forEach((each, row) => {
    if (typeof each !== 'number' || !Number.isFinite(each) || rows[row]?.incomparable !== undefined) return;
    seen++;
    if (best === undefined || (direction === 'max' ? each > best : each < best)) best = each;
  });
  return seen > 1 ? best : undefined;
}
