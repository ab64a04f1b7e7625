import type {ParamValue} from '../runner/param-value.ts';
import {incomparable} from '../tracking/comparability.ts';
import {factNamed} from '../tracking/data-identity.ts';
import type {RunStatus, RunSummary} from '../tracking/run-summary.ts';
import {duration} from './duration.ts';
import {runGlyphs} from './glyphs.ts';
import {telling} from './metric-text.ts';
import {count, measure} from './numbers.ts';
import {differingParams, shortNames} from './only-differences.ts';
import {printable} from './text-width.ts';

type Directions = Readonly<Record<string, 'max' | 'min'>>;

/** What every table of runs is made of: plain, CSV and Markdown show the same columns and rows. */
export interface Comparison {
  readonly columns: readonly Column[];
  /** Newest first. */
  readonly rows: readonly Row[];
}

interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
  /** Of columns that do not all fit, those with the highest number go first. */
  readonly dispensable: number;
}

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
  readonly value: string | number | boolean | null;
  /** The best of its column among the runs that can be compared. */
  readonly best: boolean;
}

/** The columns of a table of these runs; `metrics` as in the pipeline: the first is the headline. */
export function compare(runs: readonly RunSummary[], metrics: Directions): Comparison {
  const reasons = incomparable(runs);
  const columns = columnsFor(runs, metrics);
  const best = columns.map((column) =>
    bestOf(
      column,
      runs.filter(({id}) => !reasons.has(id)),
    ),
  );
  return {
    columns: columns.map(({title, align, dispensable}) => ({title, align, dispensable})),
    rows: runs.map((run) => {
      const reason = reasons.get(run.id);
      return {
        id: run.id,
        cells: columns.map((column, index) => {
          const value = column.value(run);
          return {
            text: value === null ? '' : column.text(value),
            value,
            best: reason === undefined && value !== null && value === best[index],
          };
        }),
        ...(reason === undefined ? {} : {incomparable: reason}),
        sample: run.data?.sample === true,
      };
    }),
  };
}

interface Source extends Column {
  readonly value: (run: RunSummary) => Cell['value'];
  readonly text: (value: NonNullable<Cell['value']>) => string;
  readonly direction?: 'max' | 'min';
}

const words = {align: 'left', text: String} as const;
const numbers = {align: 'right', text: (value: unknown) => measure(Number(value))} as const;

function columnsFor(runs: readonly RunSummary[], metrics: Directions): readonly Source[] {
  const params = differingParams(runs);
  const short = shortNames(params);
  return [
    {...words, title: 'run', dispensable: 0, value: ({id}) => id},
    {...words, title: 'experiment', dispensable: 0, value: ({experiment}) => printable(experiment)},
    {
      ...words,
      title: 'status',
      dispensable: runs.every(({status}) => status === 'done') ? 5 : 0,
      value: ({status}) => status,
      text: (status) => `${runGlyphs[status as RunStatus]} ${String(status)}`,
    },
    ...params.map((name, index): Source => ({
      title: short[index] ?? name,
      align: runs.every(({params: {[name]: value}}) => value === undefined || typeof value === 'number')
        ? 'right'
        : 'left',
      text: String,
      dispensable: 40 + index,
      value: ({params: {[name]: value}}) => paramValue(value),
    })),
    ...metricColumns(runs, metrics),
    {
      title: 'time',
      align: 'right',
      dispensable: 4,
      text: (value) => duration(Number(value)),
      value: ({seconds}) => seconds,
    },
    {
      title: 'parameters',
      align: 'right',
      dispensable: 30,
      text: (value) => count(Number(value)),
      value: ({facts}) => factNamed(facts, 'parameters') ?? null,
    },
  ];
}

const paramValue = (value: ParamValue | undefined): Cell['value'] => {
  if (value === undefined) return null;
  return typeof value === 'object'
    ? JSON.stringify(value)
    : typeof value === 'string'
      ? printable(value)
      : value;
};

/** The headline with its best, then the other metrics that have a direction; where none has, what the newest run reported. */
function metricColumns(runs: readonly RunSummary[], metrics: Directions): readonly Source[] {
  const directed = Object.keys(metrics).filter((name) => runs.some(({latest}) => latest[name] !== undefined));
  const names = directed.length > 0 ? directed : telling(runs[0]?.latest ?? {}).map(([name]) => name);
  // What goes the headline's way is nearest to it: the accuracy on test images, say.
  const second = names.slice(1).find((name) => metrics[name] === metrics[names[0] ?? '']);
  return names.flatMap((name, index): Source[] => {
    const direction = metrics[name];
    const ways = direction === undefined ? {} : {direction};
    const latest: Source = {
      ...numbers,
      ...ways,
      title: name,
      dispensable: index === 0 ? 1 : name === second ? 3 : 20 + index,
      value: ({latest: {[name]: value}}) => value ?? null,
    };
    const best: Source = {
      ...numbers,
      ...ways,
      title: `best ${name}`,
      dispensable: 2,
      value: ({best: {[name]: value}}) => value ?? null,
    };
    return index === 0 && direction !== undefined ? [latest, best] : [latest];
  });
}

/** Where one stands alone there is nothing to be best of. */
function bestOf({direction, value}: Source, runs: readonly RunSummary[]): number | undefined {
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
