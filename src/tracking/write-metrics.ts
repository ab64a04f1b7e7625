import {kindOf} from './non-finite.ts';
import type {Tracking} from './open-tracking.ts';

interface Latest {
  step: number;
  value: number;
  max: number | null;
  maxStep: number | null;
  min: number | null;
  minStep: number | null;
}

interface Point {
  readonly run: number;
  readonly metric: number;
  readonly step: number;
  readonly value: number;
}

/** Takes points into the transaction that is under way, and holds them until they are flushed: many are written in less time together. */
export interface MetricWriter {
  readonly add: (run: number, stage: string, step: number, values: Readonly<Record<string, number>>) => void;
  /** To be called before the transaction ends, and before it reads metrics. */
  readonly flush: () => void;
}

/** For each transaction a writer of its own: what it holds is gone where that is rolled back. */
export function metricWriters(tracking: Tracking): () => MetricWriter {
  const writePoints = pointWriter(tracking);
  const upsert = tracking.prepare<unknown[], never>(upsertLatest);
  return () => {
    let points: Point[] = [];
    const latest = new Map<number, Map<number, Latest>>();
    const flush = () => {
      writePoints(points);
      points = [];
      for (const [run, ofRun] of latest) {
        for (const [metric, {step, value, max, maxStep, min, minStep}] of ofRun) {
          const kind = kindOf(value);
          upsert.run(run, metric, step, kind === null ? value : null, kind, max, maxStep, min, minStep);
        }
      }
      latest.clear();
    };
    return {
      add: (run, stage, step, values) => {
        let ofRun = latest.get(run);
        if (ofRun === undefined) latest.set(run, (ofRun = new Map<number, Latest>()));
        for (const name in values) {
          const value = values[name] ?? NaN;
          const metric = metricNumber(tracking, stage, name);
          points.push({run, metric, step, value});
          fold(ofRun, metric, step, value);
        }
        if (points.length >= most) flush();
      },
      flush,
    };
  };
}

/** Points held in memory. */
const most = 100_000;

/** An epoch's points are written as they come; a batch in the order in which it lies in the file, and many points by a statement. */
function pointWriter({prepare}: Tracking): (points: readonly Point[]) => void {
  const statement = (rows: number) =>
    prepare<unknown[], never>(
      `INSERT INTO metrics (run, metric, step, value, kind)
       VALUES ${Array.from({length: rows}, () => '(?, ?, ?, ?, ?)').join(', ')}
       ON CONFLICT DO UPDATE SET value = excluded.value, kind = excluded.kind`,
    );
  const one = statement(1);
  return (points) => {
    let written = 0;
    const ordered = points.length < together ? points : points.toSorted(byPlace);
    while (ordered.length - written >= together) {
      const values: unknown[] = [];
      for (const {run, metric, step, value} of ordered.slice(written, written + together)) {
        const kind = kindOf(value);
        values.push(run, metric, step, kind === null ? value : null, kind);
      }
      statement(together).run(values);
      written += together;
    }
    for (const {run, metric, step, value} of ordered.slice(written)) {
      const kind = kindOf(value);
      one.run(run, metric, step, kind === null ? value : null, kind);
    }
  };
}

/** Rows of a statement. */
const together = 64;

/** As in the primary key. Of two points of one place the one that came later stays the later one. */
const byPlace = (a: Point, b: Point): number => a.run - b.run || a.metric - b.metric || a.step - b.step;

function fold(ofRun: Map<number, Latest>, metric: number, step: number, value: number): void {
  const finite = Number.isFinite(value);
  const known = ofRun.get(metric);
  if (known === undefined) {
    const best = finite ? value : null;
    const bestStep = finite ? step : null;
    ofRun.set(metric, {step, value, max: best, maxStep: bestStep, min: best, minStep: bestStep});
    return;
  }
  if (step >= known.step) {
    known.step = step;
    known.value = value;
  }
  if (!finite) return;
  if (known.max === null || value > known.max) {
    known.max = value;
    known.maxStep = step;
  }
  if (known.min === null || value < known.min) {
    known.min = value;
    known.minStep = step;
  }
}

const upsertLatest = `
INSERT INTO latest_metrics (run, metric, step, value, kind, max, max_step, min, min_step)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET
  value    = CASE WHEN excluded.step >= step THEN excluded.value ELSE value END,
  kind     = CASE WHEN excluded.step >= step THEN excluded.kind ELSE kind END,
  step     = max(step, excluded.step),
  max_step = CASE WHEN max IS NULL OR excluded.max > max THEN excluded.max_step ELSE max_step END,
  max      = CASE WHEN max IS NULL OR excluded.max > max THEN excluded.max ELSE max END,
  min_step = CASE WHEN min IS NULL OR excluded.min < min THEN excluded.min_step ELSE min_step END,
  min      = CASE WHEN min IS NULL OR excluded.min < min THEN excluded.min ELSE min END
`;

function metricNumber({interned, prepare}: Tracking, stage: string, name: string): number {
  const known = `metric ${stage} ${name}`;
  const number = interned.get(known);
  if (number !== undefined) return number;
  prepare<[string, string], never>(
    'INSERT INTO metric_names (stage, name) VALUES (?, ?) ON CONFLICT DO NOTHING',
  ).run(stage, name);
  const row = prepare<[string, string], {readonly number: number}>(
    'SELECT number FROM metric_names WHERE stage = ? AND name = ?',
  ).get(stage, name);
  if (row === undefined) throw new Error(`metric ${stage}.${name} was not interned`);
  interned.set(known, row.number);
  return row.number;
}
