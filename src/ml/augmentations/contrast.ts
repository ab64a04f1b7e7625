import {z} from 'zod';
import {uniform, type PixelAugmentation} from './augmentation.ts';

/** Keras' layer `RandomContrast(contrast)`. */
export const contrast: PixelAugmentation = {
  name: 'contrast',
  kind: 'pixels',
  param: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe('Lowers or raises the contrast of each image by up to this fraction.'),
  apply: (pixels, offset, {strength, height, width, random}) =>
    changeContrast(pixels, offset, height * width, uniform(random, 1 - strength, 1 + strength)),
};

/** `mean + (grey - mean) · factor` within black and white, of the image's own mean: TensorFlow's `tf.image.adjust_contrast`. */
export const changeContrast = (pixels: Float32Array, offset: number, count: number, factor: number): void => {
  let sum = 0;
  for (let pixel = offset; pixel < offset + count; pixel++) sum += pixels[pixel] as number;
  const mean = sum / count;
  for (let pixel = offset; pixel < offset + count; pixel++) {
    const grey = mean + ((pixels[pixel] as number) - mean) * factor;
    pixels[pixel] = grey > 0 ? (grey < 1 ? grey : 1) : 0;
  }
};
