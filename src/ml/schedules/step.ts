import {z} from 'zod';
import {decayFactor} from './params.ts';
import {defineSchedule} from './schedule.ts';

export const step = defineSchedule({
  name: 'step',
  summary: 'The rate falls by a factor every so many epochs.',
  source: 'He, Zhang, Ren and Sun, 2016, "Deep residual learning for image recognition", section 3.4',
  params: z.object({
    decay_epochs: z.int().min(1).max(100_000).default(10).describe('Epochs between one fall and the next.'),
    decay_factor: decayFactor,
  }),
  factor: ({epochsDone}, params) => params.decay_factor ** Math.floor(epochsDone / params.decay_epochs),
});
