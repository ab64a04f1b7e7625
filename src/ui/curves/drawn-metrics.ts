import type {Series} from '../../tracking/run-summary.ts';

/** Metrics with a curve, those with a direction first; what is measured in training stands with its twin on other data. */
export function drawnMetrics(
  runs: readonly {readonly metrics: readonly Series[]}[],
  directed: readonly string[],
): readonly string[] {
  const names = new Set<string>();
  for (const {metrics} of runs) {
    for (const {name, points} of metrics) if (points.length > 1) names.add(name);
  }
  return [...new Set([...directed.filter((name) => names.has(name)), ...names])].filter(
    (name) => !names.has(`val_${name}`),
  );
}

/** What training itself saw of a metric on other data: `acc` of `val_acc`. */
export const twinOf = (metric: string): string | undefined => /^val_(.+)/.exec(metric)?.[1];
