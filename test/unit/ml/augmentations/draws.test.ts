import {expect, test} from 'vitest';
import {identity, reset, type Affine} from '../../../../src/ml/augmentations/affine.ts';
import type {AffineAugmentation} from '../../../../src/ml/augmentations/augmentation.ts';
import {heightShift} from '../../../../src/ml/augmentations/height-shift.ts';
import {horizontalFlip} from '../../../../src/ml/augmentations/horizontal-flip.ts';
import {imageStream} from '../../../../src/ml/augmentations/image-stream.ts';
import {rotation} from '../../../../src/ml/augmentations/rotation.ts';
import {widthShift} from '../../../../src/ml/augmentations/width-shift.ts';
import {zoom} from '../../../../src/ml/augmentations/zoom.ts';

const many = 20_000;

/** One number from each of many draws, over epochs and images. */
const drawMany = (
  augmentation: AffineAugmentation,
  strength: number,
  read: (affine: Affine) => number,
): readonly number[] => {
  const stream = imageStream(1, augmentation.name);
  const affine = identity();
  const drawing = {strength, height: 20, width: 30, random: stream.next};
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

const angle = ({xx, yx}: Affine): number => (Math.atan2(yx, xx) * 180) / Math.PI;

test.each([
  ['rotation', drawMany(rotation, 10, angle), -10, 10],
  ['width shift, in pixels', drawMany(widthShift, 0.1, ({x0}) => x0), -3, 3],
  ['height shift, in pixels', drawMany(heightShift, 0.1, ({y0}) => y0), -2, 2],
  ['zoom of the width', drawMany(zoom, 0.1, ({xx}) => xx), 0.9, 1.1],
  ['zoom of the height', drawMany(zoom, 0.1, ({yy}) => yy), 0.9, 1.1],
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

test('shifts move along one axis', () => {
  expect(drawMany(widthShift, 0.1, ({y0}) => y0).every((pixels) => pixels === 0)).toBe(true);
  expect(drawMany(heightShift, 0.1, ({x0}) => x0).every((pixels) => pixels === 0)).toBe(true);
});

test('half of the images are mirrored', () => {
  const sides = drawMany(horizontalFlip, 1, ({xx}) => xx);
  expect(new Set(sides)).toEqual(new Set([1, -1]));
  expect(Math.abs(mean(sides))).toBeLessThan(0.03);
});
