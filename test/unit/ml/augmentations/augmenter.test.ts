import {expect, test} from 'vitest';
import {z} from 'zod';
import type {Augmentation} from '../../../../src/ml/augmentations/augmentation.ts';
import {augmenterOf, createAugmenter} from '../../../../src/ml/augmentations/augmenter.ts';
import {augmentations, paramName} from '../../../../src/ml/augmentations/index.ts';

const [height, width, count] = [7, 10, 50];
const size = height * width;
const images = Uint8Array.from({length: count * size}, (_, pixel) => (pixel * pixel * 7 + pixel * 31) % 256);
const everything = {
  strengths: {
    rotation: 20,
    width_shift: 0.2,
    height_shift: 0.1,
    shear: 10,
    zoom: 0.2,
    horizontal_flip: true,
    brightness: 0.2,
    contrast: 0.2,
    noise: 0.1,
    cutout: 0.3,
  },
  fill: 'nearest',
} as const;

test('that is all of them', () => {
  expect(Object.keys(everything.strengths)).toEqual(augmentations.map(paramName));
});

test('an image is drawn the same in any order, at any place, by any augmenter', () => {
  const forwards = new Float32Array(count * size);
  const one = createAugmenter(everything, {height, width, seed: 5});
  for (let index = 0; index < count; index++)
    one.fill(forwards, index * size, images, index * size, 3, index);

  const backwards = new Float32Array(count * size);
  const another = createAugmenter(everything, {height, width, seed: 5});
  const alone = new Float32Array(size + 2);
  for (let index = count - 1; index >= 0; index--) {
    another.fill(alone, 1, images, index * size, 4, index);
    another.fill(alone, 1, images.slice(index * size, (index + 1) * size), 0, 3, index);
    backwards.set(alone.subarray(1, size + 1), index * size);
    expect([alone[0], alone[size + 1]]).toEqual([0, 0]);
  }
  expect(backwards).toEqual(forwards);
});

test('an image has the same augmentation whatever the numbers of images and epochs', () => {
  const augmenter = createAugmenter(everything, {height, width, seed: 5});
  const kinds = new Set<string>();
  for (const epoch of [0, 1, 2, 1000]) {
    for (const index of [0, 1, 70_000, 2 ** 31]) {
      const out = new Float32Array(size);
      augmenter.fill(out, 0, images, 0, epoch, index);
      kinds.add(Buffer.from(out.buffer).toString('hex'));
    }
  }
  expect(kinds.size).toBe(16);
});

test('turning one augmentation on changes nothing that another draws', () => {
  const seen: number[] = [];
  const witness: Augmentation = {
    name: 'witness',
    kind: 'pixels',
    param: z.number().default(0).describe('Writes down what it drew.'),
    apply: (_pixels, _offset, {random}) => seen.push(random(), random(), random(), random(), random()),
  };
  const draw = (strengths: Readonly<Record<string, number>>): readonly number[] => {
    seen.length = 0;
    const augmenter = augmenterOf(
      [...augmentations, witness],
      {strengths, fill: 'nearest'},
      {height, width, seed: 9},
    );
    for (let index = 0; index < 3; index++) augmenter.fill(new Float32Array(size), 0, images, 0, 1, index);
    return [...seen];
  };
  const alone = draw({witness: 1});
  expect(alone).toHaveLength(15);
  expect(new Set(alone).size).toBe(15);
  expect(draw({witness: 1, rotation: 10, zoom: 0.1})).toEqual(alone);
});

test('pixels are changed after the picture was moved, in the order of the list', () => {
  const add = (name: string, change: (grey: number) => number): Augmentation => ({
    name,
    kind: 'pixels',
    param: z.number().default(0).describe('Changes every pixel.'),
    apply: (pixels, offset, {height: rows, width: columns, strength}) => {
      for (let pixel = offset; pixel < offset + rows * columns; pixel++) {
        pixels[pixel] = change(pixels[pixel] ?? 0) * strength;
      }
    },
  });
  const list = [add('twice', (grey) => grey * 2), add('and-one', (grey) => grey + 1)];
  const policy = {strengths: {twice: 1, and_one: 3}, fill: 'nearest'} as const;
  const out = new Float32Array(size + 1);
  augmenterOf(list, policy, {height, width, seed: 1}).fill(out, 0, images, 0, 1, 0);
  const expected = Array.from(
    images.subarray(0, size),
    (level) => (Math.fround(Math.fround(level / 255) * 2) + 1) * 3,
  );
  expect([...out]).toEqual([...Float32Array.from(expected), 0]);
});

test('a policy that names no augmentation leaves images as they are', () => {
  const out = new Float32Array(size);
  createAugmenter({strengths: {}, fill: 'nearest'}, {height, width, seed: 1}).fill(
    out,
    0,
    images,
    size,
    1,
    0,
  );
  expect(out).toEqual(Float32Array.from(images.subarray(size, 2 * size), (level) => level / 255));
});

test('a policy that names an unknown augmentation is a bug of the caller', () => {
  const policy = {strengths: {blur: 1}, fill: 'nearest'} as const;
  expect(() => createAugmenter(policy, {height, width, seed: 1})).toThrow('there is no augmentation blur');
});
