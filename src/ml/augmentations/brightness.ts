import {z} from 'zod';
import {uniform, type PixelAugmentation} from './augmentation.ts';

/** Keras' `brightness_range: [1 - brightness, 1 + brightness]`. */
export const brightness: PixelAugmentation = {
  name: 'brightness',
  kind: 'pixels',
  param: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe('Makes each image darker or brighter by up to this fraction.'),
  apply: (pixels, offset, {strength, height, width, random}) =>
    brighten(pixels, offset, height * width, uniform(random, 1 - strength, 1 + strength)),
};

/** `grey · factor`, at most white: Pillow's `ImageEnhance.Brightness`, which Keras calls, without its rounding. */
export const brighten = (pixels: Float32Array, offset: number, count: number, factor: number): void => {
  for (let pixel = offset; pixel < offset + count; pixel++) {
    const grey = (pixels[pixel] as number) * factor;
    pixels[pixel] = grey < 1 ? grey : 1;
  }
};
