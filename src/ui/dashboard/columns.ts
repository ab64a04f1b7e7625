import type {ParamValue} from '../../runner/param-value.ts';
import type {RunSummary} from '../../tracking/run-summary.ts';
import {factNamed} from '../../tracking/data-identity.ts';
import {telling} from '../metric-text.ts';
import {count, measure} from '../numbers.ts';
import {differingParams, shortNames} from '../only-differences.ts';
import {printable, widthOf} from '../text-width.ts';
import {age} from './age.ts';
import {shortDuration} from './short-duration.ts';

export type Directions = Readonly<Record<string, 'max' | 'min'>>;
export type Value = string | number | boolean | null;

/** A column of the table beside the frozen one. */
export interface Column {
  /** Stable, for saved views: `param:train.epochs`, `latest:val_acc`. */
  readonly id: string;
  readonly title: string;
  readonly align: 'left' | 'right';
  readonly width: number;
  /** Which way is better. */
  readonly direction?: 'max' | 'min';
  /** `wanted`: shown unless put aside; `extra`: shown only when chosen. */
  readonly use: 'wanted' | 'extra';
  readonly value: (run: RunSummary) => Value;
  /** As shown; `now` in milliseconds since 1970. */
  readonly text: (run: RunSummary, now: number) => string;
}

/** Every column that these runs can have, in the order in which they stand. */
export function columnsOf(runs: readonly RunSummary[], metrics: Directions): readonly Column[] {
  const params = paramColumns(runs);
  const measured = metricColumns(runs, metrics);
  // What is looked for first must not lie beyond the params of a large sweep.
  const headline = measured.slice(0, Object.keys(metrics).length > 0 ? 2 : 1);
  const others = measured.slice(headline.length);
  return [
    {
      id: 'run',
      title: 'run',
      align: 'left',
      width: widest(
        runs.slice(0, 50).map(({id}) => id),
        3,
      ),
      use: 'wanted',
      value: ({id}) => id,
      text: ({id}) => id,
    },
    ...headline,
    {
      id: 'spark',
      title: 'curve',
      align: 'left',
      width: 10,
      use: 'wanted',
      value: () => null,
      text: () => '',
    },
    ...params,
    ...others,
    {
      id: 'age',
      title: 'age',
      align: 'right',
      width: 4,
      use: 'wanted',
      value: ({started}) => Date.parse(started),
      text: ({started}, now) => age((now - Date.parse(started)) / 1000),
    },
    {
      id: 'seconds',
      title: 'time',
      align: 'right',
      width: 6,
      use: 'wanted',
      value: ({seconds}) => seconds,
      text: ({seconds, status, started}, now) => {
        if (seconds !== null) return shortDuration(seconds);
        return status === 'running' ? shortDuration((now - Date.parse(started)) / 1000) : '';
      },
    },
    {
      id: 'tags',
      title: 'tags',
      align: 'left',
      width: 16,
      use: runs.some(({tags}) => tags.length > 0) ? 'wanted' : 'extra',
      value: ({tags}) => tags.join(' '),
      text: ({tags}) => printable(tags.join(' ')),
    },
    {
      id: 'parameters',
      title: 'parameters',
      align: 'right',
      width: 10,
      use: 'extra',
      value: ({facts}) => factNamed(facts, 'parameters') ?? null,
      text: ({facts}) => {
        const size = factNamed(facts, 'parameters');
        return size === undefined ? '' : count(Number(size));
      },
    },
    {
      id: 'status',
      title: 'status',
      align: 'left',
      width: 11,
      use: 'extra',
      value: ({status}) => status,
      text: ({status}) => status,
    },
  ];
}

function paramColumns(runs: readonly RunSummary[]): readonly Column[] {
  const differing = differingParams(runs);
  const names = [
    ...differing,
    ...Object.keys(runs[0]?.params ?? {}).filter((name) => !differing.includes(name)),
  ];
  const short = shortNames(names);
  const shown = differing.length;
  return names.map((name, index) => {
    const title = printable(short[index] ?? name);
    const texts = new Set<string>();
    let numeric = true;
    for (const {params} of runs) {
      const value = params[name];
      if (value === undefined) continue;
      numeric &&= typeof value === 'number';
      if (texts.size < distinctEnough) texts.add(paramText(value));
    }
    return {
      id: `param:${name}`,
      title,
      align: numeric ? 'right' : 'left',
      width: Math.min(16, widest([...texts], widthOf(title))),
      use: index < shown ? 'wanted' : 'extra',
      value: ({params}) => paramValue(params[name]),
      text: ({params}) => {
        const value = params[name];
        return value === undefined ? '' : paramText(value);
      },
    };
  });
}

/** The width of a column is that of its widest text; of very many different ones, the first have to do. */
const distinctEnough = 200;

/** A param as people read it. */
export const paramText = (value: ParamValue): string => {
  if (typeof value === 'number')
    return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
  return printable(typeof value === 'string' ? value : JSON.stringify(value));
};

const paramValue = (value: ParamValue | undefined): Value => {
  if (value === undefined) return null;
  return typeof value === 'object' ? JSON.stringify(value) : value;
};

/** The headline with its best, then the other metrics that have a direction, then those that have none. */
function metricColumns(runs: readonly RunSummary[], metrics: Directions): readonly Column[] {
  const seen = new Set<string>();
  for (const {latest} of runs) for (const name in latest) seen.add(name);
  const directed = Object.keys(metrics).filter((name) => seen.has(name));
  const told = telling(Object.fromEntries([...seen].map((name) => [name, 0]))).map(([name]) => name);
  const names = [...directed, ...told.filter((name) => !directed.includes(name))];
  const others = [...seen].filter((name) => !names.includes(name));
  return [...names, ...others].flatMap((name, index): Column[] => {
    const direction = metrics[name];
    const use = index < (directed.length > 0 ? directed.length : 4) ? 'wanted' : 'extra';
    const latest = metricColumn(
      {id: `latest:${name}`, title: printable(name), use, direction},
      ({latest: {[name]: value}}) => value,
    );
    if (direction === undefined) return [latest];
    const best = metricColumn(
      {
        id: `best:${name}`,
        title: `best ${printable(name)}`,
        use: index === 0 ? 'wanted' : 'extra',
        direction,
      },
      ({best: {[name]: value}}) => value,
    );
    return [latest, best];
  });
}

function metricColumn(
  {
    direction,
    ...head
  }: Pick<Column, 'id' | 'title' | 'use'> & {readonly direction: 'max' | 'min' | undefined},
  of: (run: RunSummary) => number | undefined,
): Column {
  return {
    ...head,
    align: 'right',
    // Two columns are kept for the star of the best.
    width: Math.max(widthOf(head.title), 6) + 2,
    ...(direction === undefined ? {} : {direction}),
    value: (run) => of(run) ?? null,
    text: (run) => {
      const value = of(run);
      return value === undefined ? '' : measure(value);
    },
  };
}

const widest = (texts: readonly string[], least: number): number =>
  texts.reduce((most, text) => Math.max(most, widthOf(text)), least);
