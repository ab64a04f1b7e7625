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
  apply: (pixels, offset, {strength, options, height, width, random}) => {
    const side = Math.max(1, Math.round(strength * Math.min(height, width)));
    const row = Math.floor(random() * height);
    const column = Math.floor(random() * width);
    cutOut(pixels, offset, {height, width}, {row, column, side, grey: Number(options['cutout_value']) / 255});
  },
};

export interface Square {
  /** The middle one, or of an even number the one after the middle. */
  readonly row: number;
  readonly column: number;
  readonly side: number;
  /** 0–1 */
  readonly grey: number;
}

/** Covers what of the square lies on the image: its middle may be any pixel, so that the edges are covered too. */
export const cutOut = (
  pixels: Float32Array,
  offset: number,
  {height, width}: {readonly height: number; readonly width: number},
  {row, column, side, grey}: Square,
): void => {
  const top = row - Math.floor(side / 2);
  const left = column - Math.floor(side / 2);
  const from = Math.max(0, left);
  const to = Math.min(width, left + side);
  for (let y = Math.max(0, top); y < Math.min(height, top + side); y++) {
    pixels.fill(grey, offset + y * width + from, offset + y * width + to);
  }
};
