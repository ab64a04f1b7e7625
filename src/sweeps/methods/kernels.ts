import {cutNormalAt, normalMass} from '../distributions.ts';
import type {Values} from '../sweep.ts';

/**
 * The kernels over one dimension: one for each observation there, in order, and after these one over the whole range. Positions: the
 * index of a choice, or the number itself.
 */
export interface Kernels {
  readonly logDensity: (kernel: number, position: number) => number;
  /** The position at a fraction (0 ≤ fraction < 1) of a kernel. */
  readonly draw: (kernel: number, fraction: number) => number;
}

export const kernelsOver = (values: Values, observed: readonly number[]): Kernels =>
  values.type === 'choices' ? overChoices(values.choices.length, observed) : overNumbers(values, observed);

function overChoices(count: number, observed: readonly number[]): Kernels {
  const prior = observed.length === 0 ? 1 / count : 1 / (observed.length + 1);
  const rows = [...observed, undefined].map((choice) => {
    const row = Array.from({length: count}, (_, index) => prior + (index === choice ? 1 : 0));
    const sum = row.reduce((total, weight) => total + weight, 0);
    return row.map((weight) => weight / sum);
  });
  return {
    logDensity: (kernel, position) => Math.log(rows[kernel]?.[position] ?? 0),
    draw: (kernel, fraction) => pick(rows[kernel] ?? [], fraction),
  };
}

function overNumbers(values: Exclude<Values, {type: 'choices'}>, observed: readonly number[]): Kernels {
  const {type, low, high, log} = values;
  const step = values.step ?? (type === 'int' ? 1 : 0);
  const scale = (value: number): number => (log ? Math.log(value) : value);
  const [from, to] = [scale(low - step / 2), scale(high + step / 2)];
  const bells = bellsOf(observed.map(scale), from, to);
  return {
    logDensity: (kernel, position) => {
      const {centre, width, logMass} = bellOf(bells, kernel);
      const standard = (value: number): number => (scale(value) - centre) / width;
      if (step > 0)
        return Math.log(normalMass(standard(position - step / 2), standard(position + step / 2))) - logMass;
      return -(standard(position) ** 2) / 2 - Math.log(Math.sqrt(2 * Math.PI) * width) - logMass;
    },
    draw: (kernel, fraction) => {
      const {centre, width} = bellOf(bells, kernel);
      const drawn = centre + width * cutNormalAt(fraction, (from - centre) / width, (to - centre) / width);
      const value = log ? Math.exp(drawn) : drawn;
      const near = step > 0 ? low + Math.round((value - low) / step) * step : value;
      return Math.min(high, Math.max(low, Number(near.toPrecision(step > 0 ? 12 : 6))));
    },
  };
}

/** A normal distribution, cut off at both ends of the range. */
interface Bell {
  readonly centre: number;
  readonly width: number;
  /** The logarithm of what lies between the ends. */
  readonly logMass: number;
}

/** One at each observation, as wide as the farther of its neighbours is away, and one over the whole range. */
function bellsOf(observed: readonly number[], from: number, to: number): readonly Bell[] {
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
  const bell = (centre: number, width: number): Bell => ({
    centre,
    width,
    logMass: Math.log(normalMass((from - centre) / width, (to - centre) / width)),
  });
  return [
    ...observed.map((centre, index) => bell(centre, widths[index] ?? range)),
    bell((from + to) / 2, range),
  ];
}

function bellOf(bells: readonly Bell[], kernel: number): Bell {
  const bell = bells[kernel];
  if (bell === undefined) throw new RangeError(`there is no kernel ${kernel}`);
  return bell;
}

/** The index at which the running sum of weights, which sum up to 1, passes a fraction. */
export function pick(weights: readonly number[], fraction: number): number {
  let sum = 0;
  for (const [index, weight] of weights.entries()) {
    sum += weight;
    if (fraction < sum) return index;
  }
  return weights.length - 1;
}
