import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {findSplits, usualGlobs} from '../../../../src/ml/data/find-splits.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'epochal-splits-'));
});
afterEach(() => rm(folder, {recursive: true}));

const find = async (
  files: readonly string[],
  globs: {train?: string; test?: string} = {},
): Promise<unknown> => {
  for (const file of files) {
    await mkdir(dirname(join(folder, file)), {recursive: true});
    await writeFile(join(folder, file), '');
  }
  const found = await findSplits(folder, {...usualGlobs, ...globs});
  return found.ok ? found.value : found.faults.map(({code, what}) => `${code}: ${what}`);
};

const kaggle = [
  'amer_sign2.png',
  'american_sign_language.PNG',
  'sign_mnist_test.csv',
  'sign_mnist_test/sign_mnist_test.csv',
  'sign_mnist_train.csv',
  'sign_mnist_train/sign_mnist_train.csv',
  'source.json',
];

test("Kaggle's archive, which holds its files twice", async () => {
  expect(await find(kaggle)).toEqual({train: 'sign_mnist_train.csv', test: 'sign_mnist_test.csv'});
});

test('files in sub-folders, packed, in capitals', async () => {
  expect(await find(['data/a/Train.CSV.gz', 'data/b/Test.CSV.gz'])).toEqual({
    train: 'data/a/Train.CSV.gz',
    test: 'data/b/Test.CSV.gz',
  });
});

test('a single CSV file serves both splits, whatever its name', async () => {
  expect(await find(['digits.csv', 'readme.txt'])).toEqual({train: 'digits.csv'});
});

test('a name that fits both globs is used once', async () => {
  expect(await find(['latest_train.csv'])).toEqual({train: 'latest_train.csv'});
});

test('names of the user: plain, with wildcards, with folders', async () => {
  const files = ['a.csv', 'b.csv', 'c/a.csv', 'c/d/b1.csv'];
  expect(await find(files, {train: 'a.csv', test: 'b.*'})).toEqual({train: 'a.csv', test: 'b.csv'});
  expect(await find(files, {train: 'c/*.csv', test: '**/b?.csv'})).toEqual({
    train: 'c/a.csv',
    test: 'c/d/b1.csv',
  });
  expect(await find(files, {train: 'A.csv'})).toEqual({train: 'a.csv'});
});

test('what cannot be decided is told', async () => {
  expect(await find([])).toEqual([
    'split-missing: No file fits preprocess.train (*train*.csv*); the raw data has no files.',
  ]);
  expect(await find(['a.csv', 'b.csv'])).toEqual([
    'split-ambiguous: Several files could hold the train images: a.csv, b.csv.',
  ]);
  expect(await find([], {train: 'a.csv', test: 'c.csv'})).toEqual([
    'split-missing: No file fits preprocess.test (c.csv); the raw data has a.csv, b.csv.',
  ]);
  expect(await find([], {train: 'x(1).csv'})).toEqual([
    'split-missing: No file fits preprocess.train (x(1).csv); the raw data has a.csv, b.csv.',
  ]);
});
