import {z} from 'zod';

/** Params that several schedules have: one name means one thing. */

export const decayFactor = z
  .number()
  .gt(0)
  .lt(1)
  .default(0.1)
  .describe('What the rate is multiplied by when it falls.');

export const finalFactor = (usual: number) =>
  z
    .number()
    .min(0)
    .max(1)
    .default(usual)
    .describe('The last rate, and the lowest, as a part of learning_rate.');
