import type {ParamValue} from '../../runner/param-value.ts';
import {gridValues, pointOf} from '../points.ts';
import type {Space} from '../sweep.ts';
import type {Method} from './method.ts';

/** Every combination, the last dimension changing fastest; where not all may be tried, spread. */
export const grid: Method = {
  name: 'grid',
  summary: 'every combination, in order',
  finite: true,
  usesResults: false,
  choose: ({space, draw, spread}) => {
    const all = axes(space);
    const size = gridSize(all);
    // Twice round: a part of the sweep may have gone in another order, and what was tried is passed over.
    if (draw >= 2 * size) return undefined;
    const at = draw % size;
    const together = space.dimensions.findIndex(({param}) => param === spread?.together);
    const place = spread === undefined ? placesOf(all, at) : spreadPlaces(all, at, together);
    return {
      point: pointOf(space, (_, index) => all[index]?.[place[index] ?? 0] ?? null),
      reason: `point ${numberOf(all, place) + 1} of the grid's ${size}`,
    };
  },
};

type Axes = readonly (readonly ParamValue[])[];

/** Of a space; looked up at every draw, so it is kept. */
function axes(space: Space): Axes {
  const known = kept.get(space);
  if (known !== undefined) return known;
  const made = space.dimensions.map(({values}) => gridValues(values) ?? []);
  kept.set(space, made);
  return made;
}
const kept = new WeakMap<Space, Axes>();

/** How many combinations there are, conditions and exclusions left aside. */
const gridSize = (all: Axes): number => all.reduce((product, {length}) => product * length, 1);

/** A number's digits where each place has its own base. */
function placesOf(all: Axes, number: number): readonly number[] {
  let rest = number;
  return all
    .toReversed()
    .map(({length}) => {
      const place = rest % length;
      rest = Math.floor(rest / length);
      return place;
    })
    .toReversed();
}

/** The inverse of `placesOf`. */
const numberOf = (all: Axes, places: readonly number[]): number =>
  all.reduce((number, {length}, index) => number * length + (places[index] ?? 0), 0);

/**
 * Steps of the golden ratio over the combinations, each of which is met once: after any number of steps they lie about evenly, and every
 * dimension has had about as many of each value. Values of the axis `together` (-1: none) change fastest, in order.
 */
function spreadPlaces(all: Axes, number: number, together: number): readonly number[] {
  const others = all.map((axis, index) => (index === together ? [null] : axis));
  const size = gridSize(others);
  const length = all[together]?.length ?? 1;
  const place = placesOf(others, (Math.floor(number / length) * stepOf(size)) % size);
  return place.map((each, index) => (index === together ? number % length : each));
}

/** The number nearest to the golden part of the size that has no divisor in common with it. */
function stepOf(size: number): number {
  const golden = Math.round(size * ((Math.sqrt(5) - 1) / 2));
  for (let off = 0; off < size; off++)
    for (const step of [golden - off, golden + off]) if (step > 0 && gcd(step, size) === 1) return step;
  return 1;
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));
