import type {ParamValue} from '../runner/param-value.ts';
import {fail, ok, type Failure, type Result} from '../runner/failure.ts';
import {suggest} from '../runner/suggest.ts';
import {factNamed} from '../tracking/data-identity.ts';
import {filterUnknownName} from '../tracking/filter/failures.ts';
import {fieldNamed, fieldNames} from '../tracking/filter/fields.ts';
import {remembered} from '../tracking/remembered.ts';
import type {RunStatus, RunSummary} from '../tracking/run-summary.ts';
import type {MeanRun} from '../tracking/mean-runs.ts';
import {delta, type Delta} from './delta.ts';
import {duration} from './duration.ts';
import {runGlyphs} from './glyphs.ts';
import {telling} from './metric-text.ts';
import {count, measure} from './numbers.ts';
import {differingParams, shortNames} from './only-differences.ts';
import {printable} from './text-width.ts';

/** Which way each metric is better. */
export type Directions = Readonly<Record<string, 'max' | 'min'>>;

/** What a cell holds, in full precision. */
export type CellValue = string | number | boolean | null;

/** A column of a table of runs, and how it is read from a run. */
export interface RunColumn {
  readonly title: string;
  readonly align: 'left' | 'right';
  /** Of columns that do not all fit, those with the highest number go first; 0 stays. */
  readonly dispensable: number;
  readonly value: (run: RunSummary) => CellValue;
  readonly text: (value: NonNullable<CellValue>, run: RunSummary) => string;
  readonly direction?: 'max' | 'min';
}

const words = {align: 'left', text: (value: unknown) => String(value)} as const;
/** A metric's value, or, where the runs of several seeds stand together, its mean with the 95 % interval. */
const metric = (name: string) =>
  ({
    align: 'right',
    text: (value: unknown, run: RunSummary) => {
      const half = isGroup(run) ? run.intervals[name]?.half : undefined;
      return half === undefined || Number.isNaN(half)
        ? measure(Number(value))
        : `${measure(Number(value))} ±${measure(half)}`;
    },
  }) as const;

const isGroup = (run: RunSummary): run is MeanRun => 'intervals' in run;

const id: RunColumn = {...words, title: 'run', dispensable: 0, value: (run) => run.id};
const experiment = (): RunColumn => {
  const harmless = remembered(printable);
  return {...words, title: 'experiment', dispensable: 0, value: (run) => harmless(run.experiment)};
};
const seeds: RunColumn = {
  title: 'seeds',
  align: 'right',
  dispensable: 0,
  text: (value) => String(value),
  value: (run) => (isGroup(run) ? run.members.length : 1),
};
/** How many runs a row stands for, where rows are groups. */
const seedsOf = (runs: readonly RunSummary[]): readonly RunColumn[] =>
  runs.some((run) => isGroup(run)) ? [seeds] : [];
const time: RunColumn = {
  title: 'time',
  align: 'right',
  dispensable: 4,
  text: (value) => duration(Number(value)),
  value: ({seconds}) => seconds,
};
const status = (runs: readonly RunSummary[]): RunColumn => ({
  ...words,
  title: 'status',
  dispensable: runs.every((run) => run.status === 'done') ? 5 : 0,
  value: (run) => run.status,
  text: (value) => `${runGlyphs[value as RunStatus]} ${String(value)}`,
});

/** The columns that tell most about these runs: what differs among their params, and the metrics that have a direction. */
export function usualColumns(runs: readonly RunSummary[], metrics: Directions): readonly RunColumn[] {
  const measured = metricColumns(runs, metrics);
  return [
    id,
    experiment(),
    ...seedsOf(runs),
    status(runs),
    ...paramColumns(runs, new Set(measured.map(({title}) => title))),
    ...measured,
    time,
    {
      title: 'parameters',
      align: 'right',
      dispensable: 30,
      text: (value) => count(Number(value)),
      value: ({facts}) => factNamed(facts, 'parameters') ?? null,
    },
  ];
}

/** No two columns are called alike: a param that shares its short name with another column has its full one. */
function paramColumns(runs: readonly RunSummary[], taken: ReadonlySet<string>): readonly RunColumn[] {
  const params = differingParams(runs);
  const short = shortNames(params);
  const harmless = remembered(printable);
  const isTaken = (title: string) => taken.has(title) || ownTitles.has(title);
  return params.map((name, index) => ({
    title: isTaken(short[index] ?? name) ? name : (short[index] ?? name),
    align: runs.every(({params: given}) => isNumberOrUnset(given[name])) ? 'right' : 'left',
    text: (value) => String(value),
    dispensable: 40 + index,
    value: ({params: given}) => paramValue(given[name], harmless),
  }));
}

const ownTitles: ReadonlySet<string> = new Set([
  'run',
  'experiment',
  'seeds',
  'status',
  'time',
  'parameters',
]);

const isNumberOrUnset = (value: ParamValue | undefined): boolean =>
  value === undefined || typeof value === 'number';

function paramValue(value: ParamValue | undefined, harmless: (text: string) => string): CellValue {
  if (value === undefined) return null;
  if (typeof value === 'object') return JSON.stringify(value);
  return typeof value === 'string' ? harmless(value) : value;
}

/** The headline with its best, then the other metrics that have a direction; where none has, what the newest run reported. */
function metricColumns(runs: readonly RunSummary[], metrics: Directions): readonly RunColumn[] {
  const directed = Object.keys(metrics).filter((name) => runs.some(({latest}) => latest[name] !== undefined));
  const names = directed.length > 0 ? directed : telling(runs[0]?.latest ?? {}).map(([name]) => name);
  // What goes the headline's way is nearest to it: the accuracy on test images, say.
  const second = names.slice(1).find((name) => metrics[name] === metrics[names[0] ?? '']);
  return names.flatMap((name, index): RunColumn[] => {
    const direction = metrics[name];
    const ways = direction === undefined ? {} : {direction};
    const latest: RunColumn = {
      ...metric(name),
      ...ways,
      title: name,
      dispensable: index === 0 ? 1 : name === second ? 3 : 20 + index,
      value: ({latest: {[name]: value}}) => value ?? null,
    };
    const best: RunColumn = {
      ...metric(`best ${name}`),
      ...ways,
      title: `best ${name}`,
      dispensable: 2,
      value: ({best: {[name]: value}}) => value ?? null,
    };
    return index === 0 && direction !== undefined ? [latest, best] : [latest];
  });
}

interface Asked {
  readonly runs: readonly RunSummary[];
  readonly metrics: Directions;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The columns asked for by name, in that order, after the run's id: fields as a filter names them. */
export function namedColumns(
  names: readonly string[],
  {runs, metrics, now}: Asked,
): Result<readonly RunColumn[], readonly Failure[]> {
  const faults: Failure[] = [];
  const columns: RunColumn[] = [];
  const own = [experiment(), ...seedsOf(runs), time, status(runs)];
  const known = new Map(own.map((column) => [column.title, column]));
  for (const name of names) {
    if (name === 'run' || name === 'id') continue;
    const read = fieldNamed(name, runs);
    if (read === undefined && !known.has(name) && runs.length > 0) {
      const suggestion = suggest(name, fieldNames(runs));
      faults.push(filterUnknownName({text: names.join(','), at: 0, name, suggestion}));
      continue;
    }
    const value = (run: RunSummary): CellValue => {
      const values = read?.(run, now) ?? [];
      if (values.length > 1) return printable(values.join(', '));
      const [only = null] = values;
      return typeof only === 'string' ? printable(only) : only;
    };
    const direction = metrics[name.replace(/^(?:best|latest|metrics)\./, '')];
    const isNumeric = runs.every((run) => ['number', 'object'].includes(typeof value(run)));
    columns.push(
      known.get(name) ?? {
        title: name,
        align: isNumeric ? 'right' : 'left',
        dispensable: columns.length + 1,
        value,
        text: (each, run) => (typeof each === 'number' ? numberText(name, each, run) : String(each)),
        ...(direction === undefined ? {} : {direction}),
      },
    );
  }
  return faults.length > 0 ? fail(faults) : ok([id, ...columns]);
}

const numberText = (name: string, value: number, run: RunSummary): string => {
  if (isGroup(run) && Object.hasOwn(run.intervals, name)) return metric(name).text(value, run);
  if (name === 'age' || name === 'seconds') return duration(value);
  return Number.isInteger(value) ? String(value) : measure(value);
};

/** After each metric with a direction a column that tells how far each run is from the baseline. */
export const withDeltas = (columns: readonly RunColumn[], baseline: RunSummary): readonly RunColumn[] =>
  columns.flatMap((column): RunColumn[] => {
    const {direction, value, title, dispensable} = column;
    if (direction === undefined) return [column];
    const base = value(baseline);
    const difference = (run: RunSummary): Delta | undefined => delta(value(run), base, direction);
    return [
      column,
      {
        title: `Δ ${title}`,
        align: 'right',
        dispensable,
        value: (run) => (run.id === baseline.id ? null : (difference(run)?.value ?? null)),
        text: (each) => delta(Number(each), 0, direction)?.text ?? '',
      },
    ];
  });

/** Without the columns in which all runs are alike; the first stays. */
export const onlyDiffering = (
  columns: readonly RunColumn[],
  runs: readonly RunSummary[],
): readonly RunColumn[] =>
  columns.filter(
    ({value}, index) => index === 0 || (runs.length > 1 && new Set(runs.map((run) => value(run))).size > 1),
  );
