import {existsSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import type {Augmentation} from '../../../../src/ml/augmentations/augmentation.ts';
import {createAugmenter} from '../../../../src/ml/augmentations/augmenter.ts';
import {augmentations, paramName} from '../../../../src/ml/augmentations/index.ts';

/** What every registered augmentation promises, so that a new one is tested before its author writes a test. */
describe.each(augmentations)('$name', (augmentation) => {
  test('is named as its file is', () => {
    const file = new URL(`../../../../src/ml/augmentations/${augmentation.name}.ts`, import.meta.url);
    expect(existsSync(file)).toBe(true);
  });

  test('is off by default and says what its param means', () => {
    expect([0, false]).toContain(augmentation.param.parse(undefined));
    expect(augmentation.param.description).toMatch(/^[A-Z].{20,}\.$/);
  });

  test('the same seed draws the same bytes, another seed others', () => {
    expect(drawn(augmentation, {seed: 1})).toEqual(drawn(augmentation, {seed: 1}));
    expect(drawn(augmentation, {seed: 1})).not.toEqual(drawn(augmentation, {seed: 2}));
  });

  test('another epoch draws other bytes', () => {
    expect(drawn(augmentation, {epoch: 1})).not.toEqual(drawn(augmentation, {epoch: 2}));
  });

  test('images of one epoch are not all drawn alike', () => {
    const image = pictures.subarray(0, size);
    const same = Uint8Array.from({length: count * size}, (_, pixel) => image[pixel % size] ?? 0);
    const images = drawn(augmentation, {}, same);
    const kinds = new Set(Array.from({length: count}, (_, index) => hex(images, index)));
    expect(kinds.size).toBeGreaterThan(1);
  });

  test('at strength 0 every image is as it was', () => {
    const off = typeof strengthOf(augmentation) === 'boolean' ? false : 0;
    const asTheyWere = Float32Array.from(pictures, (level) => level / 255);
    expect(drawn(augmentation, {strength: off})).toEqual(asTheyWere);
  });

  test('leaves every grey level within 0 and 1', () => {
    expect(drawn(augmentation, {}).every((grey) => grey >= 0 && grey <= 1)).toBe(true);
  });
});

test('every augmentation has a name and a param of its own', () => {
  expect(new Set(augmentations.map(({name}) => name)).size).toBe(augmentations.length);
  expect(augmentations.map(paramName)).toEqual([
    'rotation',
    'width_shift',
    'height_shift',
    'zoom',
    'horizontal_flip',
  ]);
});

const [height, width, count] = [9, 12, 40];
const size = height * width;
const pictures = Uint8Array.from(
  {length: count * size},
  (_, pixel) => (pixel * pixel * 7 + pixel * 31) % 256,
);

const strengthOf = ({param}: Augmentation): number | boolean =>
  typeof param.parse(undefined) === 'boolean' ? true : 0.3;

interface Asked {
  readonly seed?: number;
  readonly epoch?: number;
  readonly strength?: number | boolean;
}

const drawn = (
  augmentation: Augmentation,
  {seed = 1, epoch = 1, strength = strengthOf(augmentation)}: Asked,
  images = pictures,
): Float32Array => {
  const policy = {strengths: {[paramName(augmentation)]: strength}, fill: 'nearest'} as const;
  const augmenter = createAugmenter(policy, {height, width, seed});
  const out = new Float32Array(count * size);
  for (let index = 0; index < count; index++) {
    augmenter.fill(out, index * size, images, index * size, epoch, index);
  }
  return out;
};

const hex = (images: Float32Array, index: number): string =>
  Buffer.from(images.slice(index * size, (index + 1) * size).buffer).toString('hex');
