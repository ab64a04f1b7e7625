import {z} from 'zod';
import {shift} from './affine.ts';
import {uniform, type AffineAugmentation} from './augmentation.ts';

/** Keras' `height_shift_range`, as its documentation has it. */
export const heightShift: AffineAugmentation = {
  name: 'height-shift',
  kind: 'affine',
  param: z
    .number()
    .min(0)
    .lt(1)
    .default(0)
    .describe('Moves each image up or down by up to this fraction of its height.'),
  draw: (affine, {strength, height, random}) =>
    shift(affine, 0, height * uniform(random, -strength, strength)),
};
