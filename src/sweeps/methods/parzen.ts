import {cutNormalAt, normalMass} from '../distributions.ts';
import type {Values} from '../sweep.ts';

/** A density over a dimension, made of what was observed there. Positions: the index of a choice, or the number itself. */
export interface Parzen {
  readonly logDensity: (position: number) => number;
  /** A draw, from two uniform numbers in [0, 1): which kernel, and where in it. */
  readonly draw: (which: number, where: number) => number;
}

/**
 * The adaptive Parzen estimator of TPE (Bergstra et al., "Algorithms for Hyper-Parameter Optimization", NIPS 2011): a kernel at each
 * observation, as wide as the farther of its neighbours is away, and one over the whole range. Widths, weights and the treatment of
 * whole numbers and choices are those of Optuna 5, whose densities are the test's reference. Observations are in order of time.
 */
export const parzen = (values: Values, observed: readonly number[]): Parzen =>
  values.type === 'choices' ? ofChoices(values.choices.length, observed) : ofNumbers(values, observed);

/** Of many observations the older count less. The last weight is that of the kernel over the whole range. */
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

function ofChoices(count: number, observed: readonly number[]): Parzen {
  const kernels = observed.length + 1;
  const prior = observed.length === 0 ? 1 / count : 1 / kernels;
  const rows = [...observed, undefined].map((choice) => {
    const row = Array.from({length: count}, (_, index) => prior + (index === choice ? 1 : 0));
    const sum = row.reduce((total, weight) => total + weight, 0);
    return row.map((weight) => weight / sum);
  });
  const weights = weightsOf(observed.length);
  return {
    logDensity: (position) =>
      Math.log(rows.reduce((sum, row, kernel) => sum + (weights[kernel] ?? 0) * (row[position] ?? 0), 0)),
    draw: (which, where) => pick(rows[pick(weights, which)] ?? [], where),
  };
}

function ofNumbers(values: Exclude<Values, {type: 'choices'}>, observed: readonly number[]): Parzen {
  const {type, low, high, log} = values;
  const step = values.step ?? (type === 'int' ? 1 : 0);
  const scale = (value: number): number => (log ? Math.log(value) : value);
  const [from, to] = [scale(low - step / 2), scale(high + step / 2)];
  const {centres, widths} = kernelsOf(observed.map(scale), from, to);
  const weights = weightsOf(observed.length);
  const densityIn = (kernel: number, position: number): number => {
    const [centre = 0, width = 1] = [centres[kernel], widths[kernel]];
    const standard = (value: number): number => (value - centre) / width;
    const whole = normalMass(standard(from), standard(to));
    if (step > 0)
      return normalMass(standard(scale(position - step / 2)), standard(scale(position + step / 2))) / whole;
    const at = standard(scale(position));
    return Math.exp(-(at ** 2) / 2) / Math.sqrt(2 * Math.PI) / width / whole;
  };
  return {
    logDensity: (position) =>
      Math.log(weights.reduce((sum, weight, kernel) => sum + weight * densityIn(kernel, position), 0)),
    draw: (which, where) => {
      const kernel = pick(weights, which);
      const [centre = 0, width = 1] = [centres[kernel], widths[kernel]];
      const drawn = centre + width * cutNormalAt(where, (from - centre) / width, (to - centre) / width);
      const value = log ? Math.exp(drawn) : drawn;
      const near = step > 0 ? low + Math.round((value - low) / step) * step : value;
      return Math.min(high, Math.max(low, Number(near.toPrecision(step > 0 ? 12 : 6))));
    },
  };
}

/** Centres and widths of the kernels; the last is the one over the whole range. */
function kernelsOf(
  observed: readonly number[],
  from: number,
  to: number,
): {readonly centres: readonly number[]; readonly widths: readonly number[]} {
  const range = to - from;
  const narrowest = range / Math.min(100, observed.length + 2);
  const order = observed.map((_, index) => index).sort((a, b) => (observed[a] ?? 0) - (observed[b] ?? 0));
  const widths = new Array<number>(observed.length).fill(range);
  order.forEach((index, place) => {
    const at = (other: number): number | undefined => observed[order[other] ?? -1];
    const [before, own = from, after] = [at(place - 1), at(place), at(place + 1)];
    // The ends of the range are neighbours of a lone observation only.
    const gaps =
      observed.length === 1
        ? [own - from, to - own]
        : [before === undefined ? 0 : own - before, after === undefined ? 0 : after - own];
    widths[index] = Math.min(range, Math.max(narrowest, ...gaps));
  });
  return {centres: [...observed, (from + to) / 2], widths: [...widths, range]};
}

/** The index at which the running sum of weights passes a fraction. */
function pick(weights: readonly number[], fraction: number): number {
  let sum = 0;
  for (const [index, weight] of weights.entries()) {
    sum += weight;
    if (fraction < sum) return index;
  }
  return weights.length - 1;
}
