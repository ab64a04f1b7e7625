import {z} from 'zod';
import {zoomBy} from './affine.ts';
import {uniform, type AffineAugmentation} from './augmentation.ts';

/** Keras' `zoom_range`: width and height are drawn apart, so an image is also stretched a little; or one factor for both. */
export const zoom: AffineAugmentation = {
  name: 'zoom',
  kind: 'affine',
  param: z.number().min(0).lt(1).default(0).describe('Zooms each image in or out by up to this fraction.'),
  options: {
    zoom_mode: z
      .enum(['apart', 'together'])
      .default('apart')
      .describe('apart: a factor for the width and one for the height, as in Keras. together: one for both.'),
  },
  draw: (affine, {strength, options, random}) => {
    const x = uniform(random, 1 - strength, 1 + strength);
    const y = options['zoom_mode'] === 'together' ? x : uniform(random, 1 - strength, 1 + strength);
    zoomBy(affine, x, y);
  },
};
