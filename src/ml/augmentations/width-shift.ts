import {z} from 'zod';
import {shift} from './affine.ts';
import {uniform, type AffineAugmentation} from './augmentation.ts';

/** Keras' `width_shift_range`, as its documentation has it. */
export const widthShift: AffineAugmentation = {
  name: 'width-shift',
  kind: 'affine',
  param: z
    .number()
    .min(0)
    .lt(1)
    .default(0)
    .describe('Moves each image sideways by up to this fraction of its width, either way.'),
  draw: (affine, {strength, width, random}) => shift(affine, width * uniform(random, -strength, strength), 0),
};
