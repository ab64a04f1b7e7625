import type {Values} from '../sweep.ts';
import {kernelsOver, pick} from './kernels.ts';

/** A density over some dimensions together, made of what was observed there. Positions, one a dimension: see `Kernels`. */
export interface Parzen {
  readonly logDensity: (positions: readonly number[]) => number;
  /** A draw, from numbers that are uniform in [0, 1): one says which kernel, and one a dimension where in it. */
  readonly draw: (uniform: () => number) => readonly number[];
}

/**
 * The adaptive Parzen estimator of TPE (Bergstra et al., "Algorithms for Hyper-Parameter Optimization", NIPS 2011): a kernel around each
 * observation and one over all of the space. A kernel is the product of those of its dimensions, so that what went well together is
 * drawn together (Falkner et al., "BOHB", ICML 2018). Widths, weights and the treatment of whole numbers and choices are those of
 * Optuna 5, whose densities are the test's reference. Observations, a position a dimension each, are in order of time.
 */
export function parzen(dimensions: readonly Values[], observed: readonly (readonly number[])[]): Parzen {
  const kernels = dimensions.map((values, dimension) =>
    kernelsOver(
      values,
      observed.map((positions) => positions[dimension] ?? NaN),
    ),
  );
  const weights = weightsOf(observed.length);
  return {
    logDensity: (positions) => {
      const logs = weights.map((weight, kernel) =>
        kernels.reduce(
          (sum, {logDensity}, dimension) => sum + logDensity(kernel, positions[dimension] ?? NaN),
          Math.log(weight),
        ),
      );
      // Of many dimensions the product may be less than a double can be: only ratios leave the logarithm.
      const most = logs.reduce((a, b) => Math.max(a, b), -Infinity);
      if (most === -Infinity) return -Infinity;
      return most + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - most), 0));
    },
    draw: (uniform) => {
      const kernel = pick(weights, uniform());
      return kernels.map(({draw}) => draw(kernel, uniform()));
    },
  };
}

/** Of many observations the older count less. The last weight is that of the kernel over the whole space. */
function weightsOf(count: number): readonly number[] {
  if (count === 0) return [1];
  const recent = 25;
  const ramp = count - recent;
  const raw = Array.from({length: count}, (_, index) => {
    if (index >= ramp) return 1;
    return ramp === 1 ? 1 / count : 1 / count + ((1 - 1 / count) * index) / (ramp - 1);
  });
  const all = [...raw, 1];
  const sum = all.reduce((total, weight) => total + weight, 0);
  return all.map((weight) => weight / sum);
}
