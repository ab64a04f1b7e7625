import {z} from 'zod';
import type {PixelAugmentation} from './augmentation.ts';

/** Gaussian noise, as in Keras' layer `GaussianNoise(noise)`. */
export const noise: PixelAugmentation = {
  name: 'noise',
  kind: 'pixels',
  param: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe('Adds Gaussian noise to each pixel, of this fraction of black to white as standard deviation.'),
  apply: (pixels, offset, {strength, height, width, random}) =>
    addNoise(pixels, offset, height * width, strength, random),
};

/**
 * `grey + deviation · normal`, within black and white. The normal numbers are Box and Muller's (1958), of 10 bits for the
 * radius and 10 for the angle, both looked up: they reach from -3.9 to 3.9, and depend on the next three of `random` alone.
 * Those start an sfc32 (Doty-Humphrey, PractRand): as many numbers of a counter-based generator as an image has pixels
 * would take longer than everything else that is done to it.
 */
export const addNoise = (
  pixels: Float32Array,
  offset: number,
  count: number,
  deviation: number,
  random: () => number,
): void => {
  const {radii, sines} = (tables ??= makeTables());
  const end = offset + count;
  let a = (random() * 2 ** 32) | 0;
  let b = (random() * 2 ** 32) | 0;
  let c = (random() * 2 ** 32) | 0;
  let counter = 1;
  // Two pixels a round; the first twelve rounds only mix.
  for (let pixel = offset - 24; pixel < end; pixel += 2) {
    const word = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + word) | 0;
    if (pixel < offset) continue;
    const radius = deviation * (radii[word >>> 22] as number);
    const angle = (word >>> 12) & (steps - 1);
    const first = (pixels[pixel] as number) + radius * (sines[angle] as number);
    pixels[pixel] = first > 0 ? (first < 1 ? first : 1) : 0;
    if (pixel + 1 === end) return;
    const second =
      (pixels[pixel + 1] as number) + radius * (sines[(angle + steps / 4) & (steps - 1)] as number);
    pixels[pixel + 1] = second > 0 ? (second < 1 ? second : 1) : 0;
  }
};

const steps = 1024;

/** Made with the first noise, as importing a module does nothing. */
let tables: {readonly radii: Float32Array; readonly sines: Float32Array} | undefined;
const makeTables = () => ({
  radii: Float32Array.from({length: steps}, (_, step) => Math.sqrt(-2 * Math.log((step + 0.5) / steps))),
  sines: Float32Array.from({length: steps}, (_, step) => Math.sin((2 * Math.PI * (step + 0.5)) / steps)),
});
