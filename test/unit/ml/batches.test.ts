import {rm} from 'node:fs/promises';
import {dirname} from 'node:path';
import {pathToFileURL} from 'node:url';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {createAugmenter} from '../../../src/ml/augmentations/augmenter.ts';
import {augmentations, paramName} from '../../../src/ml/augmentations/index.ts';
import type {AugmentationPolicy} from '../../../src/ml/augmentations/policy.ts';
import {batchesAhead} from '../../../src/ml/batches-ahead.ts';
import {augmentedBatches, type BatchSource} from '../../../src/ml/batches.ts';
import {bundle} from '../../rig/bundle.ts';
import {tinyDataset} from '../../rig/tiny-dataset.ts';

const {train: split, height, width} = tinyDataset();
const imageSize = height * width;
const order = Uint32Array.from({length: split.count}, (_, place) => (place * 7) % split.count);

interface Drawn {
  readonly images: readonly number[];
  readonly classes: readonly number[];
}

const drawn = async (batches: BatchSource, epochs: readonly number[]): Promise<readonly Drawn[]> => {
  const found: Drawn[] = [];
  for (const epoch of epochs) {
    for await (const {images, classes, count} of batches.epoch(epoch, order)) {
      expect([images.length, classes.length]).toEqual([count * imageSize, count]);
      found.push({images: [...images], classes: [...classes]});
    }
  }
  batches.close();
  return found;
};

const joined = (batches: readonly Drawn[]): Drawn => ({
  images: batches.flatMap(({images}) => images),
  classes: batches.flatMap(({classes}) => classes),
});

describe('batches drawn ahead, by a thread of their own', () => {
  let program: string;
  beforeAll(async () => {
    program = await bundle(new URL('../../../src/ml/augment-worker.ts', import.meta.url));
  });
  afterAll(() => rm(dirname(program), {recursive: true}));

  const here = (policy: AugmentationPolicy, batchSize: number) =>
    augmentedBatches(createAugmenter(policy, {height, width, seed: 3}), {split, imageSize, batchSize});
  const ahead = (policy: AugmentationPolicy, batchSize: number) =>
    batchesAhead({
      split,
      imageSize,
      batchSize,
      policy,
      augmenter: {height, width, seed: 3},
      program: pathToFileURL(program),
    });

  const strength = (name: string) => (name === 'horizontal_flip' ? true : 0.4);
  const all = augmentations.map(paramName);
  const choices = [...all.map((name) => ({title: name, names: [name]})), {title: 'all at once', names: all}];
  test.each(choices)('are those drawn here, to the bit: $title', async ({names}) => {
    const strengths = Object.fromEntries(names.map((name) => [name, strength(name)]));
    const policy: AugmentationPolicy = {strengths, fill: 'reflect'};
    const expected = await drawn(here(policy, 16), [1, 2]);
    expect(await drawn(ahead(policy, 16), [1, 2])).toEqual(expected);
    // Whatever the batches' size, and whichever epochs were drawn before.
    expect(joined(await drawn(ahead(policy, 7), [2]))).toEqual(joined(expected.slice(expected.length / 2)));
  });

  test('stop where a training is cancelled, and serve another epoch after', async () => {
    const policy: AugmentationPolicy = {strengths: {rotation: 10}, fill: 'nearest'};
    const batches = ahead(policy, 4);
    for await (const batch of batches.epoch(1, order)) {
      expect(batch.count).toBe(4);
      break;
    }
    expect(await drawn(batches, [2])).toEqual(await drawn(here(policy, 4), [2]));
  });

  test('fail with what the thread failed of', async () => {
    const batches = ahead({strengths: {blur: 1}, fill: 'nearest'}, 4);
    await expect(drawn(batches, [1])).rejects.toThrow('there is no augmentation blur');
  });
});
