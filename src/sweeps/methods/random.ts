import {stream} from '../../ml/random.ts';
import {pointOf, valueAt} from '../points.ts';
import type {Method} from './method.ts';

/** Each value drawn by itself. Draws of one number are the same on every machine, whatever was drawn before. */
export const random: Method = {
  name: 'random',
  summary: 'each value drawn by itself, from a seed',
  finite: false,
  usesResults: false,
  choose: ({space, seed, draw}) => {
    const {uniform} = stream(seed, `sweep/random/${draw}`);
    // Also for dimensions that do not apply: a change of one choice then leaves the others as they are.
    const fractions = space.dimensions.map(() => uniform());
    return {
      point: pointOf(space, ({values}, index) => valueAt(values, fractions[index] ?? 0)),
      reason: `draw ${draw + 1} from seed ${seed}`,
    };
  },
};
