import {z} from 'zod';

/** Params that several optimisers have: one name means one thing. Defaults are Keras'. */

/** A share that is kept from step to step, 0 to below 1. */
export const keptShare = (usual: number, description: string) =>
  z.number().min(0).lt(1).default(usual).describe(description);

export const beta1 = keptShare(
  0.9,
  'Which part of the mean of gradients is kept from one step to the next (β₁).',
);

export const beta2 = keptShare(
  0.999,
  'Which part of the mean of squared gradients is kept from one step to the next (β₂).',
);

export const momentum = keptShare(0, 'Which part of a step the next one goes on with.');

export const epsilon = z
  .number()
  .gt(0)
  .max(1)
  .default(1e-7)
  .describe('Keeps the division apart from 0 where gradients are small (ε).');

export const weightDecay = (usual: number) =>
  z
    .number()
    .min(0)
    .max(1)
    .default(usual)
    .describe('Which part of each weight, times the learning rate, is taken off it at each step.');
