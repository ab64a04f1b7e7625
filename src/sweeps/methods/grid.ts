import type {ParamValue} from '../../runner/param-value.ts';
import {gridValues, pointOf} from '../points.ts';
import type {Space} from '../sweep.ts';
import type {Method} from './method.ts';

/** Every combination, the last dimension changing fastest. */
export const grid: Method = {
  name: 'grid',
  summary: 'every combination, in order',
  finite: true,
  usesResults: false,
  choose: ({space, draw}) => {
    const all = axes(space);
    const size = gridSize(all);
    if (draw >= size) return undefined;
    const place = placesOf(all, draw);
    return {
      point: pointOf(space, (_, index) => all[index]?.[place[index] ?? 0] ?? null),
      reason: `point ${draw + 1} of the grid's ${size}`,
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
