import {kindOf, type Kind} from './non-finite.ts';
import type {Tracking} from './open-tracking.ts';

interface Latest {
  step: number;
  value: number;
  max: number | null;
  maxStep: number | null;
  min: number | null;
  minStep: number | null;
}

/**
 * Takes points into the transaction that is under way. The latest and best values are folded in memory
 * and written once by `finish`, so that a batch costs little more than its points.
 */
export interface MetricWriter {
  readonly add: (run: number, stage: string, step: number, values: Readonly<Record<string, number>>) => void;
  readonly finish: () => void;
}

export function metricWriter(tracking: Tracking): MetricWriter {
  const {prepare} = tracking;
  const insert = prepare<[number, number, number, number | null, Kind], never>(
    `INSERT INTO metrics (run, metric, step, value, kind) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET value = excluded.value, kind = excluded.kind`,
  );
  const latest = new Map<number, Map<number, Latest>>();
  return {
    add: (run, stage, step, values) => {
      let ofRun = latest.get(run);
      if (ofRun === undefined) latest.set(run, (ofRun = new Map<number, Latest>()));
      for (const name in values) {
        const value = values[name] ?? NaN;
        const metric = metricNumber(tracking, stage, name);
        const kind = kindOf(value);
        insert.run(run, metric, step, kind === null ? value : null, kind);
        fold(ofRun, metric, step, value);
      }
    },
    finish: () => {
      const upsert = prepare<unknown[], never>(upsertLatest);
      for (const [run, ofRun] of latest) {
        for (const [metric, {step, value, max, maxStep, min, minStep}] of ofRun) {
          const kind = kindOf(value);
          upsert.run(run, metric, step, kind === null ? value : null, kind, max, maxStep, min, minStep);
        }
      }
      latest.clear();
    },
  };
}

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
