import {stream} from '../../ml/random.ts';
import {pointOf, valueAt} from '../points.ts';
import type {Method} from './method.ts';
import {directionNumbers, sobolBits} from './sobol-sequence.ts';

/** Points that leave no part of the space out: a Sobol sequence, its digits shifted by the seed (Joe and Kuo, 2008). */
export const sobol: Method = {
  name: 'sobol',
  summary: 'a sequence that fills the space evenly, however long it goes on',
  finite: false,
  usesResults: false,
  mostDimensions: directionNumbers.length,
  choose: ({space, seed, draw}) => {
    const {bits} = stream(seed, 'sweep/sobol');
    const fractions = space.dimensions.map((_, index) => ((sobolBits(draw, index) ^ bits()) >>> 0) / 2 ** 32);
    return {
      point: pointOf(space, ({values}, index) => valueAt(values, fractions[index] ?? 0)),
      reason: `place ${draw + 1} of the Sobol sequence, seed ${seed}`,
    };
  },
};
