import {z} from 'zod';
import type {PixelAugmentation} from './augmentation.ts';

/** DeVries and Taylor, 2017, "Improved regularization of convolutional neural networks with Cutout". */
export const cutout: PixelAugmentation = {
  name: 'cutout',
  kind: 'pixels',
  param: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe('Covers a square of each image, its side this fraction of the shorter side of the image.'),
  options: {
    cutout_value: z
      .int()
      .min(0)
      .max(255)
      .default(0)
      .describe('The grey level, 0–255, of the covering square.'),
  },
  apply: (pixels, offset, drawing) => {
    const {strength, options, height, width, random} = drawing;
    const side = Math.max(1, Math.round(strength * Math.min(height, width)));
    const row = Math.floor(random() * height);
    const column = Math.floor(random() * width);
    cutOut(pixels, offset, drawing, row, column, side, Number(options['cutout_value']) / 255);
  },
};

/**
 * Covers with `grey` (0–1) what of a square lies on the image. Its middle is the pixel at `row` and `column`, or of an even
 * side the one after the middle; that may be any pixel, so that the edges are covered too.
 */
export const cutOut = (
  pixels: Float32Array,
  offset: number,
  {height, width}: {readonly height: number; readonly width: number},
  row: number,
  column: number,
  side: number,
  grey: number,
): void => {
  const top = row - Math.floor(side / 2);
  const left = column - Math.floor(side / 2);
  const from = Math.max(0, left);
  const to = Math.min(width, left + side);
  for (let y = Math.max(0, top); y < Math.min(height, top + side); y++) {
    pixels.fill(grey, offset + y * width + from, offset + y * width + to);
  }
};
