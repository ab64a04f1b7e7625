import {numberOf} from './non-finite.ts';
import type {Tracking} from './open-tracking.ts';

/** Of a run, by metric. */
export interface Values {
  readonly latest: Readonly<Record<string, number>>;
  readonly best: Readonly<Record<string, number>>;
  readonly best_step: Readonly<Record<string, number>>;
}

interface Wanted {
  /** Which way metrics are better: of these the best is read. */
  readonly directions: Readonly<Record<string, 'max' | 'min'>>;
  /** Left out: every metric. */
  readonly only: readonly string[] | undefined;
}

/** How runs are read together with the values of their metrics. */
export interface LatestValues {
  /** What is to be selected and joined beside `runs`. */
  readonly columns: string;
  readonly joins: string;
  /** After the runs were read: `numbers` are theirs as JSON, left out where they are all that there are. */
  readonly reader: (numbers: string | undefined) => ValuesReader;
}

/** By a run's number, and the row that was read of it. */
type ValuesReader = (number: number, row: readonly (number | string | null)[]) => Values;

interface Metric {
  readonly number: number;
  readonly name: string;
}

/** A few metrics come with their runs, cell by cell; many are read in bulk, and put together here. */
export function latestValues(tracking: Tracking, {directions, only}: Wanted): LatestValues {
  const all = tracking.prepare<[], Metric>('SELECT number, name FROM metric_names ORDER BY number').all();
  const metrics = only === undefined ? all : all.filter(({name}) => only.includes(name));
  return only !== undefined && metrics.length <= fewMetrics
    ? besideRuns(metrics, directions)
    : inBulk(tracking, metrics, directions);
}

/** For each, SQLite looks into a table once a run. */
const fewMetrics = 8;

function besideRuns(metrics: readonly Metric[], directions: Wanted['directions']): LatestValues {
  const best = ({name}: Metric) => directions[name] ?? 'max';
  const names = metrics.map(({name}) => name);
  const directed = names.map((name) => directions[name] !== undefined);
  return {
    columns: metrics
      .map(
        (metric, at) =>
          `, ifnull(m${at}.value, m${at}.kind), m${at}.${best(metric)}, m${at}.${best(metric)}_step`,
      )
      .join(''),
    joins: metrics
      .map(
        ({number}, at) =>
          `LEFT JOIN latest_metrics AS m${at} ON m${at}.run = runs.number AND m${at}.metric = ${number}`,
      )
      .join(' '),
    reader: () => (_, row) => {
      const latest: Record<string, number> = {};
      const bests: Record<string, number> = {};
      const steps: Record<string, number> = {};
      const first = row.length - 3 * names.length;
      for (const [at, name] of names.entries()) {
        const value = row[first + 3 * at] ?? null;
        if (value === null) continue;
        latest[name] = typeof value === 'number' ? value : numberOf(null, value);
        const [reached, step] = [row[first + 3 * at + 1], row[first + 3 * at + 2]];
        if (directed[at] !== true || typeof reached !== 'number' || typeof step !== 'number') continue;
        bests[name] = reached;
        steps[name] = step;
      }
      return {latest, best: bests, best_step: steps};
    },
  };
}

type Row = readonly [
  run: number,
  metric: number,
  value: number | null,
  kind: string | null,
  best: number | null,
  bestStep: number | null,
];

function inBulk(
  {prepare}: Tracking,
  metrics: readonly Metric[],
  directions: Wanted['directions'],
): LatestValues {
  const nameOf = new Map(metrics.map(({number, name}) => [number, name]));
  const listed = (chosen: readonly Metric[]) => chosen.map(({number}) => number).join(', ');
  const highest = `metric IN (${listed(metrics.filter(({name}) => directions[name] === 'max'))})`;
  const read = (numbers: string | undefined): ReadonlyMap<number, Values> => {
    const some = numbers === undefined ? '' : 'AND run IN (SELECT value FROM json_each(?))';
    const rows = prepare<string[], Row>(
      `SELECT run, metric, value, kind, iif(${highest}, max, min), iif(${highest}, max_step, min_step)
       FROM latest_metrics WHERE metric IN (${listed(metrics)}) ${some} ORDER BY run, metric`,
    )
      .raw()
      .all(...(numbers === undefined ? [] : [numbers]));
    const values = new Map<number, Values>();
    let [latest, best, steps]: Record<string, number>[] = [];
    let last: number | undefined;
    for (const {0: run, 1: metric, 2: value, 3: kind, 4: reached, 5: step} of rows) {
      if (run !== last || latest === undefined || best === undefined || steps === undefined) {
        [latest, best, steps] = [{}, {}, {}];
        values.set(run, {latest, best, best_step: steps});
        last = run;
      }
      const name = nameOf.get(metric) ?? '';
      latest[name] = value ?? numberOf(value, kind);
      if (directions[name] === undefined || reached === null || step === null) continue;
      best[name] = reached;
      steps[name] = step;
    }
    return values;
  };
  return {
    columns: '',
    joins: '',
    reader: (numbers) => {
      const values = read(numbers);
      return (run) => values.get(run) ?? none;
    },
  };
}

const none: Values = {latest: {}, best: {}, best_step: {}};
