import {z} from 'zod';
import {between} from './cosine.ts';
import {finalFactor} from './params.ts';
import {defineSchedule} from './schedule.ts';

/** Its defaults are those of PyTorch's OneCycleLR. Momentum stays as it is. */
export const oneCycle = defineSchedule({
  name: 'one-cycle',
  summary: 'The rate rises to learning_rate and falls far below where it began, along half a cosine each.',
  source:
    'Smith and Topin, 2018, "Super-convergence: very fast training of neural networks using large learning rates"',
  params: z.object({
    initial_factor: z
      .number()
      .gt(0)
      .max(1)
      .default(0.04)
      .describe('The first rate, as a part of learning_rate.'),
    cycle_peak: z
      .number()
      .gt(0)
      .lt(1)
      .default(0.3)
      .describe('Which part of the training is done when the rate is highest.'),
    final_factor: finalFactor(0.000004),
  }),
  dependsOnTotalEpochs: 'the cycle of the rate ends with the last epoch',
  factor: ({epochsDone, epochs}, {initial_factor: start, cycle_peak: peak, final_factor: end}) => {
    const done = epochsDone / epochs;
    return done < peak ? between(start, 1, done / peak) : between(1, end, (done - peak) / (1 - peak));
  },
});
