import {z} from 'zod';
import {shear as shearBy} from './affine.ts';
import {uniform, type AffineAugmentation} from './augmentation.ts';

/** Keras' `shear_range`. */
export const shear: AffineAugmentation = {
  name: 'shear',
  kind: 'affine',
  param: z
    .number()
    .min(0)
    .lt(90)
    .default(0)
    .describe('Slants each image by up to so many degrees, either way.'),
  draw: (affine, {strength, random}) => shearBy(affine, uniform(random, -strength, strength)),
};
