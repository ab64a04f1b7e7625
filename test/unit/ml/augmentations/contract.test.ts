import {existsSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {z} from 'zod';
import {optionDefaults, type Augmentation} from '../../../../src/ml/augmentations/augmentation.ts';
import {createAugmenter} from '../../../../src/ml/augmentations/augmenter.ts';
import {fillNames, type FillMode} from '../../../../src/ml/augmentations/fill-modes.ts';
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

  test('has options named after it, each with a default and a doc', () => {
    const options = Object.entries(augmentation.options ?? {});
    expect(options.filter(([name]) => !name.startsWith(`${paramName(augmentation)}_`))).toEqual([]);
    expect(Object.keys(optionDefaults(augmentation))).toEqual(options.map(([name]) => name));
    for (const [, {description}] of options) expect(description).toMatch(/^\S.{20,}\.$/);
  });

  test('an option at its default is as one left out', () => {
    expect(drawn(augmentation, {options: optionDefaults(augmentation)})).toEqual(drawn(augmentation, {}));
  });

  test('every choice of an option draws other bytes', () => {
    for (const [name, param] of Object.entries(augmentation.options ?? {})) {
      const schema = param.unwrap();
      const choices = 'options' in schema ? z.array(z.string()).parse(schema.options) : [0, 99];
      const kinds = choices.map((choice) => hex(drawn(augmentation, {options: {[name]: choice}})));
      expect(new Set(kinds).size).toBe(choices.length);
    }
  });

  test.each(fillNames)('fills with %s what it leaves empty, and nothing else', (fill) => {
    const images = drawn(augmentation, {fill, fillValue: 200});
    expect(images.every((grey) => grey >= 0 && grey <= 1)).toBe(true);
    if (augmentation.kind === 'pixels') expect(images).toEqual(drawn(augmentation, {}));
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
    const kinds = new Set(
      Array.from({length: count}, (_, index) => hex(images.slice(index * size, (index + 1) * size))),
    );
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
    'shear',
    'zoom',
    'horizontal_flip',
    'brightness',
    'contrast',
    'noise',
    'cutout',
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
  readonly options?: Readonly<Record<string, number | string>>;
  readonly fill?: FillMode;
  readonly fillValue?: number;
}

const drawn = (
  augmentation: Augmentation,
  {
    seed = 1,
    epoch = 1,
    strength = strengthOf(augmentation),
    options = {},
    fill = 'nearest',
    fillValue = 0,
  }: Asked,
  images = pictures,
): Float32Array<ArrayBuffer> => {
  const policy = {strengths: {[paramName(augmentation)]: strength}, options, fill, fillValue};
  const augmenter = createAugmenter(policy, {height, width, seed});
  const out = new Float32Array(count * size);
  for (let index = 0; index < count; index++) {
    augmenter.fill(out, index * size, images, index * size, epoch, index);
  }
  return out;
};

const hex = (images: Float32Array<ArrayBuffer>): string => Buffer.from(images.buffer).toString('hex');
