import {z} from 'zod';
import {rotate} from './affine.ts';
import {uniform, type AffineAugmentation} from './augmentation.ts';

/** Keras' `rotation_range`. */
export const rotation: AffineAugmentation = {
  name: 'rotation',
  kind: 'affine',
  param: z
    .number()
    .min(0)
    .max(180)
    .default(0)
    .describe('Turns each image by up to so many degrees, either way.'),
  draw: (affine, {strength, random}) => rotate(affine, uniform(random, -strength, strength)),
};
