import {expect, test} from 'vitest';
import {identity, reset, type Affine} from '../../../../src/ml/augmentations/affine.ts';
import {
  optionDefaults,
  type AffineAugmentation,
  type PixelAugmentation,
} from '../../../../src/ml/augmentations/augmentation.ts';
import {heightShift} from '../../../../src/ml/augmentations/height-shift.ts';
import {horizontalFlip} from '../../../../src/ml/augmentations/horizontal-flip.ts';
import {imageStream} from '../../../../src/ml/augmentations/image-stream.ts';
import {noise} from '../../../../src/ml/augmentations/noise.ts';
import {cutout} from '../../../../src/ml/augmentations/cutout.ts';
import {brightness} from '../../../../src/ml/augmentations/brightness.ts';
import {contrast} from '../../../../src/ml/augmentations/contrast.ts';
import {shear} from '../../../../src/ml/augmentations/shear.ts';
import {rotation} from '../../../../src/ml/augmentations/rotation.ts';
import {widthShift} from '../../../../src/ml/augmentations/width-shift.ts';
import {zoom} from '../../../../src/ml/augmentations/zoom.ts';

const many = 20_000;

/** One number from each of many draws, over epochs and images. */
const drawMany = (
  augmentation: AffineAugmentation,
  strength: number,
  read: (affine: Affine) => number,
  options = optionDefaults(augmentation),
): readonly number[] => {
  const stream = imageStream(1, augmentation.name);
  const affine = identity();
  const drawing = {strength, options, height: 20, width: 30, random: stream.next};
  return Array.from({length: many}, (_, number) => {
    reset(affine);
    stream.seek(1 + (number % 10), Math.floor(number / 10));
    augmentation.draw(affine, drawing);
    return read(affine);
  });
};

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const deviation = (values: readonly number[]): number => {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
};

/** What many epochs make of an image of two grey levels, one beside the other, read as a number each. */
const changeMany = (
  augmentation: PixelAugmentation,
  strength: number,
  read: (pixels: Float32Array) => number,
): readonly number[] => {
  const stream = imageStream(1, augmentation.name);
  const [height, width] = [4, 5];
  const drawing = {strength, options: optionDefaults(augmentation), height, width, random: stream.next};
  const pixels = new Float32Array(height * width);
  return Array.from({length: many}, (_, number) => {
    pixels.fill(0.4).fill(0.6, pixels.length / 2);
    stream.seek(1 + (number % 10), Math.floor(number / 10));
    augmentation.apply(pixels, 0, drawing);
    return read(pixels);
  });
};

const angle = ({xx, yx}: Affine): number => (Math.atan2(yx, xx) * 180) / Math.PI;

test.each([
  ['rotation', drawMany(rotation, 10, angle), -10, 10],
  ['width shift, in pixels', drawMany(widthShift, 0.1, ({x0}) => x0), -3, 3],
  ['height shift, in pixels', drawMany(heightShift, 0.1, ({y0}) => y0), -2, 2],
  ['shear', drawMany(shear, 10, ({xy, yy}) => (Math.atan2(-xy, yy) * 180) / Math.PI), -10, 10],
  ['zoom of the width', drawMany(zoom, 0.1, ({xx}) => xx), 0.9, 1.1],
  ['zoom of the height', drawMany(zoom, 0.1, ({yy}) => yy), 0.9, 1.1],
  ['brightness', changeMany(brightness, 0.2, ([first = NaN]) => first / 0.4), 0.8, 1.2],
  ['contrast', changeMany(contrast, 0.3, ([first = NaN]) => (first - 0.5) / -0.1), 0.7, 1.3],
])('%s is drawn evenly between its bounds', (_, values, low, high) => {
  expect(Math.min(...values)).toBeGreaterThanOrEqual(low);
  expect(Math.max(...values)).toBeLessThan(high);
  // Of an even spread: the mean to four standard errors, the deviation to two hundredths, every tenth as full as another.
  const even = (high - low) / Math.sqrt(12);
  expect(Math.abs(mean(values) - (low + high) / 2)).toBeLessThan((4 * even) / Math.sqrt(many));
  expect(Math.abs(deviation(values) / even - 1)).toBeLessThan(0.02);
  const tenths = Array.from({length: 10}, (_unused, tenth) => {
    const within = (value: number): boolean => Math.floor(((value - low) / (high - low)) * 10) === tenth;
    return values.filter(within).length / (many / 10);
  });
  expect(Math.max(...tenths.map((share) => Math.abs(share - 1)))).toBeLessThan(0.1);
});

test('zoom draws width and height apart', () => {
  const widths = drawMany(zoom, 0.1, ({xx}) => xx);
  const heights = drawMany(zoom, 0.1, ({yy}) => yy);
  const covariance = mean(widths.map((x, index) => (x - 1) * ((heights[index] ?? 1) - 1)));
  expect(Math.abs(covariance / (deviation(widths) * deviation(heights)))).toBeLessThan(0.03);
});

test('zoom together draws one factor, as the width would have it', () => {
  const together = {zoom_mode: 'together'};
  const widths = drawMany(zoom, 0.1, ({xx}) => xx, together);
  expect(drawMany(zoom, 0.1, ({yy}) => yy, together)).toEqual(widths);
  expect(widths).toEqual(drawMany(zoom, 0.1, ({xx}) => xx));
});

test('noise is normal: its mean, deviation, skewness, kurtosis and tails, and no pixel follows another', () => {
  const normals = (pixel: number) =>
    changeMany(noise, 0.05, (pixels) => ((pixels[pixel] ?? NaN) - 0.4) / 0.05);
  const [first, second, third] = [normals(0), normals(1), normals(2)];
  for (const values of [first, second, third]) {
    const moments = [1, 2, 3, 4].map((power) => mean(values.map((value) => value ** power)));
    // To four standard errors.
    [0, 1, 0, 3].forEach((moment, index) => {
      const error = Math.sqrt([1, 2, 15, 96][index] ?? NaN) / Math.sqrt(many);
      expect(Math.abs((moments[index] ?? NaN) - moment)).toBeLessThan(4 * error);
    });
    for (const [bound, share] of [
      [1, 0.3173],
      [2, 0.0455],
      [3, 0.0027],
    ] as const) {
      const beyond = values.filter((value) => Math.abs(value) > bound).length / many;
      expect(Math.abs(beyond - share)).toBeLessThan(4 * Math.sqrt(share / many));
    }
  }
  for (const [one, other] of [
    [first, second],
    [second, third],
    [first, third],
  ] as const) {
    const correlation = mean(one.map((value, index) => value * (other[index] ?? NaN)));
    expect(Math.abs(correlation)).toBeLessThan(4 / Math.sqrt(many));
  }
});

test('cutout covers every pixel, the inner ones alike', () => {
  // A square of 2 × 2 on 4 × 5 pixels: its middle is any of them, and it reaches one pixel up and one to the left.
  const shares = Array.from({length: 20}, (_, pixel) => {
    const covered = changeMany(cutout, 0.5, (pixels) => Number(pixels[pixel] === 0));
    return mean(covered) * 20;
  });
  const expected = shares.map((_, pixel) => (pixel % 5 === 4 ? 1 : 2) * (pixel >= 15 ? 1 : 2));
  const away = shares.map((share, pixel) => Math.abs(share - (expected[pixel] ?? NaN)));
  expect(Math.max(...away)).toBeLessThan(0.25);
});

test('shifts move along one axis', () => {
  expect(drawMany(widthShift, 0.1, ({y0}) => y0).every((pixels) => pixels === 0)).toBe(true);
  expect(drawMany(heightShift, 0.1, ({x0}) => x0).every((pixels) => pixels === 0)).toBe(true);
});

test('half of the images are mirrored', () => {
  const sides = drawMany(horizontalFlip, 1, ({xx}) => xx);
  expect(new Set(sides)).toEqual(new Set([1, -1]));
  expect(Math.abs(mean(sides))).toBeLessThan(0.03);
});
