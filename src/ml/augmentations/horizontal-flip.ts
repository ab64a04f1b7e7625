import {z} from 'zod';
import {zoomBy} from './affine.ts';
import type {AffineAugmentation} from './augmentation.ts';

/** Keras' `horizontal_flip`. */
export const horizontalFlip: AffineAugmentation = {
  name: 'horizontal-flip',
  kind: 'affine',
  param: z
    .boolean()
    .default(false)
    .describe(
      'Mirrors every other image, left to right. A mirrored sign is made with the other hand: off for letters.',
    ),
  draw: (affine, {random}) => {
    if (random() < 0.5) zoomBy(affine, -1, 1);
  },
};
