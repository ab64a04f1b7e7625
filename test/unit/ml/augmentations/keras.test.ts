import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {z} from 'zod';
import {identity, rotate, shear, shift, zoomBy} from '../../../../src/ml/augmentations/affine.ts';
import {brighten} from '../../../../src/ml/augmentations/brightness.ts';
import {changeContrast} from '../../../../src/ml/augmentations/contrast.ts';
import {cutOut} from '../../../../src/ml/augmentations/cutout.ts';
import {fillModes, fillNames} from '../../../../src/ml/augmentations/fill-modes.ts';
import {addNoise} from '../../../../src/ml/augmentations/noise.ts';
import {resample} from '../../../../src/ml/augmentations/resample.ts';

const picture = {height: z.int(), width: z.int(), image: z.base64(), expected: z.base64()};

const pixelCase = <Name extends string, Settings extends z.ZodRawShape>(name: Name, settings: Settings) =>
  z.object({...picture, augmentation: z.literal(name), settings: z.object(settings)});

/** Made by `make_keras_augmentations.py`, which says how. */
const fixture = z
  .object({
    cases: z.array(
      z.object({
        ...picture,
        name: z.string(),
        transform: z.object({
          theta: z.number(),
          tx: z.number(),
          ty: z.number(),
          shear: z.number(),
          zx: z.number(),
          zy: z.number(),
          flip: z.boolean(),
          fill: z.enum(fillNames),
          value: z.number(),
        }),
      }),
    ),
    pixel_cases: z.array(
      z.discriminatedUnion('augmentation', [
        pixelCase('brightness', {factor: z.number()}),
        pixelCase('contrast', {factor: z.number()}),
        pixelCase('noise', {deviation: z.number(), words: z.array(z.int())}),
        pixelCase('cutout', {row: z.int(), column: z.int(), side: z.int(), value: z.int()}),
      ]),
    ),
  })
  .parse(
    JSON.parse(readFileSync(new URL('../../../fixtures/keras-augmentations.json', import.meta.url), 'utf8')),
  );

const levels = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));

/** The furthest that a pixel of ours (0–1) is from theirs (0–255), in grey levels. */
const furthest = (ours: Float32Array, expected: string): number => {
  const theirs = Buffer.from(expected, 'base64');
  expect(ours).toHaveLength(theirs.length / 4);
  return Math.max(...Array.from(ours, (grey, pixel) => Math.abs(grey * 255 - theirs.readFloatLE(pixel * 4))));
};

describe('the same transform gives the same image as in Keras, to a hundredth of a grey level', () => {
  test.each(fixture.cases)('$name, $height×$width', ({height, width, transform, image, expected}) => {
    const affine = identity();
    rotate(affine, transform.theta);
    shift(affine, transform.tx, transform.ty);
    shear(affine, transform.shear);
    zoomBy(affine, transform.zx, transform.zy);
    if (transform.flip) zoomBy(affine, -1, 1);

    const ours = new Float32Array(height * width);
    const resampling = {height, width, beyond: fillModes[transform.fill], fillValue: transform.value};
    resample(ours, 0, levels(image), 0, resampling, affine);
    expect(furthest(ours, expected)).toBeLessThan(0.01);
  });

  test('with every way to fill', () => {
    expect(new Set(fixture.cases.map(({transform}) => transform.fill))).toEqual(new Set(fillNames));
  });
});

describe('grey levels are changed as by others, to one level', () => {
  test.each(fixture.pixel_cases)('$augmentation $settings, $height×$width', (given) => {
    const {height, width, image, expected} = given;
    const size = height * width;
    // Not from the beginning, as in a batch, and with something behind, which stays as it was.
    const pixels = new Float32Array([
      0.25,
      ...Float32Array.from(levels(image), (level) => level / 255),
      0.75,
    ]);
    switch (given.augmentation) {
      case 'brightness':
        brighten(pixels, 1, size, given.settings.factor);
        break;
      case 'contrast':
        changeContrast(pixels, 1, size, given.settings.factor);
        break;
      case 'noise': {
        const words = given.settings.words.values();
        const random = () => (words.next().value ?? NaN) / 2 ** 32;
        addNoise(pixels, 1, size, given.settings.deviation, random);
        break;
      }
      case 'cutout': {
        const {row, column, side, value} = given.settings;
        cutOut(pixels, 1, {height, width}, row, column, side, value / 255);
        break;
      }
      default:
        given satisfies never;
    }
    expect([pixels[0], pixels[size + 1]]).toEqual([0.25, 0.75]);
    // Keras hands brightness to Pillow in whole levels, which cuts off what is behind the point.
    const most = given.augmentation === 'brightness' ? 1.00001 : 0.01;
    expect(furthest(pixels.subarray(1, size + 1), expected)).toBeLessThan(most);
  });
});
