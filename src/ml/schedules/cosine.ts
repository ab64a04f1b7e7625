import {z} from 'zod';
import {finalFactor} from './params.ts';
import {defineSchedule} from './schedule.ts';

export const cosine = defineSchedule({
  name: 'cosine',
  summary: 'The rate falls along half a cosine: slowly, fast, slowly, step by step to the end.',
  source:
    'Loshchilov and Hutter, 2017, "SGDR: stochastic gradient descent with warm restarts", without restarts',
  params: z.object({final_factor: finalFactor(0)}),
  dependsOnTotalEpochs: 'the rate falls along a cosine that ends with the last epoch',
  factor: ({epochsDone, epochs}, {final_factor: end}) => between(1, end, epochsDone / epochs),
});

/** From `start` to `end` along half a cosine; `share` of the way, 0–1. */
export const between = (start: number, end: number, share: number): number =>
  end + ((start - end) * (1 + Math.cos(Math.PI * Math.min(1, share)))) / 2;
