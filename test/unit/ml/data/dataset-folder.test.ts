import {mkdtemp, readFile, rm, truncate, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {readDataset, writeDataset} from '../../../../src/ml/data/dataset-folder.ts';
import type {Dataset} from '../../../../src/ml/data/dataset.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'epochal-dataset-'));
});
afterEach(() => rm(folder, {recursive: true}));

const dataset: Dataset = {
  labels: ['0', '1', '700'],
  names: ['A', 'B', 'ǵ'],
  height: 1,
  width: 2,
  sample: true,
  train: {count: 3, images: Uint8Array.of(0, 1, 2, 3, 254, 255), classes: Uint16Array.of(0, 1, 2)},
  test: {count: 1, images: Uint8Array.of(7, 8), classes: Uint16Array.of(2)},
};

const damage = async (): Promise<unknown> => {
  const read = await readDataset(folder);
  return read.ok ? read : read.faults.map(({code, what}) => `${code}: ${what.replaceAll(`${folder}/`, '')}`);
};

test('what is written is read again', async () => {
  await writeDataset(folder, dataset);
  expect(await readDataset(folder)).toEqual({ok: true, value: dataset});
});

test('the bytes are as documented', async () => {
  await writeDataset(folder, dataset);
  expect(await readFile(join(folder, 'train.images.u8'))).toEqual(Buffer.of(0, 1, 2, 3, 254, 255));
  expect(await readFile(join(folder, 'train.labels.u16'))).toEqual(Buffer.of(0, 0, 1, 0, 2, 0));
});

test('a split that is a view into larger arrays is written alone', async () => {
  const images = Uint8Array.of(9, 9, 7, 8, 9, 9).subarray(2, 4);
  const classes = Uint16Array.of(1, 2, 1).subarray(1, 2);
  await writeDataset(folder, {...dataset, test: {count: 1, images, classes}});
  expect(await readDataset(folder)).toEqual({ok: true, value: dataset});
});

test('damage is told, file by file', async () => {
  expect(await damage()).toEqual([
    `dataset-damaged: dataset.json cannot be read (ENOENT: no such file or directory, open 'dataset.json').`,
  ]);
  await writeDataset(folder, dataset);
  await truncate(join(folder, 'train.images.u8'), 5);
  expect(await damage()).toEqual(['dataset-damaged: train.images.u8 has 5 bytes where 6 belong.']);
  await writeDataset(folder, dataset);
  await writeFile(join(folder, 'test.labels.u16'), Buffer.of(3, 0));
  expect(await damage()).toEqual(['dataset-damaged: test.labels.u16 names class 3 of 3.']);
  await rm(join(folder, 'test.labels.u16'));
  expect(await damage()).toEqual([
    `dataset-damaged: test.labels.u16 cannot be read (ENOENT: no such file or directory, open 'test.labels.u16').`,
  ]);
  await writeFile(join(folder, 'dataset.json'), '{"labels": ["0"]');
  expect(await damage()).toEqual(['dataset-damaged: dataset.json does not describe a data set.']);
  await writeDataset(folder, {...dataset, names: ['A']});
  expect(await damage()).toEqual(['dataset-damaged: dataset.json has 3 labels and 1 names.']);
});
