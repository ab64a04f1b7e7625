import {z} from 'zod';
import {decayFactor, finalFactor} from './params.ts';
import {defineSchedule} from './schedule.ts';

/** As Keras' ReduceLROnPlateau. */
export const plateau = defineSchedule({
  name: 'plateau',
  summary: 'The rate falls by a factor where what is monitored gets no better for some epochs.',
  source: 'https://keras.io/api/callbacks/reduce_lr_on_plateau/',
  params: z.object({
    decay_factor: decayFactor,
    plateau_patience: z
      .int()
      .min(1)
      .max(100_000)
      .default(5)
      .describe('Epochs in a row without improvement after which the rate falls.'),
    plateau_delta: z
      .number()
      .min(0)
      .max(1000)
      .default(0.0001)
      .describe('By how much the monitored number must get better to count.'),
    final_factor: finalFactor(0),
  }),
  // Of the whole history each time: a training that goes on needs no memory but its record.
  factor: (
    {history},
    {decay_factor: decay, plateau_patience: patience, plateau_delta: delta, final_factor: end},
  ) => {
    let [factor, best, waited] = [1, Infinity, 0];
    for (const value of history) {
      if (value < best - delta) [best, waited] = [value, 0];
      else if (++waited === patience) [factor, waited] = [Math.max(end, factor * decay), 0];
    }
    return factor;
  },
});
