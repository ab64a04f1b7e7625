import {createHash} from 'node:crypto';
import {mkdtemp, readFile, readdir, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {readCsvImages, type LabelledImages} from '../../../../src/ml/data/csv-images.ts';
import {writeSample} from '../../../../src/ml/data/sample.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'epochal-sample-'));
});
afterEach(() => rm(folder, {recursive: true}));

const digests = async (seed: number): Promise<readonly string[]> => {
  await writeSample(folder, {seed, trainRows: 48, testRows: 24});
  const names = ['sign_mnist_train.csv', 'sign_mnist_test.csv'];
  const files = await Promise.all(names.map((name) => readFile(join(folder, name))));
  return files.map((bytes) => createHash('sha256').update(bytes).digest('hex'));
};

const images = async (split: 'train' | 'test'): Promise<LabelledImages> => {
  const read = await readCsvImages(join(folder, `sign_mnist_${split}.csv`));
  if (!read.ok) throw new Error(read.faults[0].what);
  return read.value;
};

test('has the columns and labels of the real data, each label as often as any other', async () => {
  await writeSample(folder, {seed: 1, trainRows: 72, testRows: 24});
  expect(await readdir(folder)).toEqual(['sign_mnist_test.csv', 'sign_mnist_train.csv']);
  const header = ['label', ...Array.from({length: 784}, (_, pixel) => `pixel${pixel + 1}`)].join(',');
  const labels = Array.from({length: 25}, (_, label) => label).filter((label) => label !== 9);
  for (const [split, each] of [
    ['train', 3],
    ['test', 1],
  ] as const) {
    const text = await readFile(join(folder, `sign_mnist_${split}.csv`), 'utf8');
    expect(text.slice(0, text.indexOf('\n'))).toBe(header);
    const read = await images(split);
    const drawn = [...read.labelOf].map((index) => Number(read.labels[index])).toSorted((a, b) => a - b);
    expect(drawn).toEqual(labels.flatMap((label) => Array.from({length: each}, () => label)));
  }
});

test('is the same, to the byte, for the same seed alone', async () => {
  const first = await digests(1);
  expect(await digests(1)).toEqual(first);
  const [train, test] = await digests(2);
  expect(train).not.toBe(first[0]);
  expect(test).not.toBe(first[1]);
});

test('shows hands that stand out from what is behind them', async () => {
  await writeSample(folder, {seed: 1, trainRows: 240, testRows: 24});
  const {count, images: pixels} = await images('train');
  const mean = (at: number) => {
    let sum = 0;
    for (let image = 0; image < count; image++) sum += pixels[image * 784 + at] ?? 0;
    return sum / count;
  };
  expect(mean(28 * 15 + 14) - mean(0)).toBeGreaterThan(50);
});
