import {z} from 'zod';
import {zoomBy} from './affine.ts';
import {uniform, type AffineAugmentation} from './augmentation.ts';

/** Keras' `zoom_range`: width and height are drawn apart, so an image is also stretched a little. */
export const zoom: AffineAugmentation = {
  name: 'zoom',
  kind: 'affine',
  param: z
    .number()
    .min(0)
    .lt(1)
    .default(0)
    .describe('Zooms each image in or out by up to this fraction, width and height apart.'),
  draw: (affine, {strength, random}) => {
    const x = uniform(random, 1 - strength, 1 + strength);
    const y = uniform(random, 1 - strength, 1 + strength);
    zoomBy(affine, x, y);
  },
};
