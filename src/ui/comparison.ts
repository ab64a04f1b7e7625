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

/** What every table of runs is made of: plain, CSV and Markdown show the same columns and rows. */
export interface Comparison {
  readonly columns: readonly Column[];
  /** In the order in which the runs were given. */
  readonly rows: readonly Row[];
  /** The id of the run that the Δ columns measure from. */
  readonly baseline?: string;
}

type Column = Pick<RunColumn, 'title' | 'align' | 'dispensable' | 'direction'>;

export interface Row {
  readonly id: string;
  readonly cells: readonly Cell[];
  /** Why it cannot be compared with the others. */
  readonly incomparable?: string;
  /** It saw the generated stand-in for data. */
  readonly sample: boolean;
}

interface Cell {
  readonly text: string;
  /** In full precision, for programs. */
  readonly value: CellValue;
  /** The best of its column among the runs that can be compared. */
  readonly best: boolean;
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
  const comparable = runs.filter(({id}) => !reasons.has(id));
  const best = columns.map((column) => bestOf(column, comparable));
  return {
    columns: columns.map(({title, align, dispensable, direction}) => ({
      title,
      align,
      dispensable,
      ...(direction === undefined ? {} : {direction}),
    })),
    rows: runs.map((run) => {
      const reason = reasons.get(run.id);
      return {
        id: run.id,
        cells: columns.map((column, index) => {
          const value = column.value(run);
          return {
            text: value === null ? '' : column.text(value, run),
            value,
            best: reason === undefined && value !== null && value === best[index],
          };
        }),
        ...(reason === undefined ? {} : {incomparable: reason}),
        sample: run.data?.sample === true,
      };
    }),
    ...(baseline === undefined ? {} : {baseline: baseline.id}),
  };
}

/** Where one stands alone there is nothing to be best of. */
function bestOf({direction, value}: RunColumn, runs: readonly RunSummary[]): number | undefined {
  if (direction === undefined) return undefined;
  let best: number | undefined;
  let seen = 0;
  for (const run of runs) {
    const each = value(run);
    if (typeof each !== 'number' || !Number.isFinite(each)) continue;
    seen++;
    if (best === undefined || (direction === 'max' ? each > best : each < best)) best = each;
  }
  return seen > 1 ? best : undefined;
}
