import {createHash} from 'node:crypto';
import {access, mkdir, mkdtemp, readFile, readdir, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {readDataset} from '../../../src/ml/data/dataset-folder.ts';
import type {DatasetSummary} from '../../../src/ml/data/summary.ts';
import {writeSample} from '../../../src/ml/data/sample.ts';
import type {Result} from '../../../src/runner/failure.ts';
import type {StageReport} from '../../../src/runner/stage-definition.ts';
import {preprocess} from '../../../src/stages/preprocess.ts';

let folder: string;
let raw: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'epochal-preprocess-'));
  raw = join(folder, 'raw');
  await mkdir(raw);
});
afterEach(() => rm(folder, {recursive: true}));

interface Ran {
  readonly result: Result<void>;
  readonly out: string;
  readonly reports: readonly StageReport[];
}

/** Runs the stage as the runner would. */
const run = async (
  params: Readonly<Record<string, unknown>> = {},
  {input = raw, signal = new AbortController().signal}: {input?: string; signal?: AbortSignal} = {},
): Promise<Ran> => {
  const out = await mkdtemp(join(folder, 'out-'));
  const reports: StageReport[] = [];
  const result = await preprocess.run({
    params: preprocess.params.parse(params),
    inputs: {raw: input},
    out,
    scratch: join(folder, 'scratch'),
    threads: 1,
    workspace: folder,
    env: {},
    signal,
    report: (said) => reports.push(said),
  });
  return {result, out, reports};
};

const dataset = async ({out, result}: Ran) => {
  expect(result).toEqual({ok: true, value: undefined});
  const read = await readDataset(out);
  if (!read.ok) throw new Error(read.faults[0].what);
  const summary = JSON.parse(await readFile(join(out, 'summary.json'), 'utf8')) as DatasetSummary;
  return {...read.value, summary};
};

const digests = async (path: string): Promise<Record<string, string>> => {
  const entries = (await readdir(path)).map(async (name) => {
    const bytes = await readFile(join(path, name));
    return [name, createHash('sha256').update(bytes).digest('hex')] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
};

const facts = (reports: readonly StageReport[]) =>
  Object.fromEntries(reports.flatMap((said) => (said.type === 'fact' ? [[said.name, said.value]] : [])));

test('the sample becomes a data set with letters, a summary and figures, to the byte the same each time', async () => {
  await writeSample(raw, {seed: 1, trainRows: 96, testRows: 48});
  const source = {
    source: 'sample',
    dataset: 'sample',
    sample: true,
    files: [{path: 'sign_mnist_test.csv', sha256: 'abc'}],
  };
  await writeFile(join(raw, 'source.json'), JSON.stringify(source));
  const first = await run();
  const made = await dataset(first);
  expect(made.names.join('')).toBe('ABCDEFGHIKLMNOPQRSTUVWXY');
  expect(made).toMatchObject({height: 28, width: 28, sample: true, train: {count: 96}, test: {count: 48}});
  expect(made.summary).toMatchObject({
    dataset: 'sample',
    sample: true,
    rows: {train: 96, test: 48},
    balance: {most: 4, least: 4, ratio: 1},
    duplicates: {train: 0, test: 0, across: 0, conflicting: 0},
    warnings: [],
    test: 'given',
  });
  expect(made.summary.sources).toEqual(
    ['train', 'test'].map((split) => ({
      split,
      file: `sign_mnist_${split}.csv`,
      ...(split === 'test' && {sha256: 'abc'}),
      rows: split === 'train' ? 96 : 48,
      labelColumn: 'label',
      pixelColumns: ['pixel1', 'pixel784'],
      order: 'by-number',
      ignoredColumns: [],
    })),
  );
  expect(facts(first.reports)).toEqual({train_rows: 96, test_rows: 48, classes: 24, duplicates: 0});
  expect(first.reports.filter(({type}) => type === 'progress').at(-1)).toEqual({
    type: 'progress',
    done: 144,
    unit: 'rows',
    detail: 'sign_mnist_test.csv',
  });

  const made1 = await digests(first.out);
  expect(Object.keys(made1)).toEqual([
    'dataset.json',
    'images.png',
    'images.svg',
    'label-distribution.png',
    'label-distribution.svg',
    'summary.json',
    'test.images.u8',
    'test.labels.u16',
    'train.images.u8',
    'train.labels.u16',
  ]);
  expect(await digests((await run()).out)).toEqual(made1);
});

test('ten digits of 8 × 8, one file, levels to 16, labels in a column of another name: YAML alone differs', async () => {
  const header = ['digit', ...Array.from({length: 64}, (_, at) => `pixel_${at >> 3}_${at & 7}`)];
  const rows = Array.from({length: 100}, (_, row) => [
    row % 10,
    ...Array.from({length: 64}, (_, at) => (row * 7 + at * (row % 10)) % 17),
  ]);
  await mkdir(join(raw, 'digits'));
  await writeFile(join(raw, 'digits/digits.csv'), [header, ...rows].map((row) => row.join(',')).join('\r\n'));
  const made = await dataset(await run({label_column: 'digit', white: 16}));
  expect(made.labels.join('')).toBe('0123456789');
  expect(made.names).toEqual(made.labels);
  expect(made).toMatchObject({height: 8, width: 8, sample: false, train: {count: 80}, test: {count: 20}});
  expect(Math.max(...made.train.images)).toBe(255);
  expect(made.summary.test).toEqual({fraction: 0.2, seed: 1});
  expect(made.summary.classes.map(({train, test: tested}) => [train, tested])).toEqual(
    Array.from({length: 10}, () => [8, 2]),
  );
});

test('a broken file fails the stage with every fault, and its place', async () => {
  await writeFile(join(raw, 'train.csv'), 'label,pixel1\n0,1\n0,300\n1\n');
  await writeFile(join(raw, 'test.csv'), 'label,pixel1\n0,1\n');
  const {result, out} = await run();
  expect(result).toEqual({
    ok: false,
    failure: {
      code: 'csv-out-of-range',
      blame: 'user',
      what:
        'train.csv, row 2 (line 3), pixel1: 300 is outside 0–255.\n' +
        'train.csv, row 3 (line 4): expected 2 values, found 1.',
      where: {file: join(raw, 'train.csv'), line: 3, column: 3},
      todo: 'Grey levels go from 0, black, to preprocess.white, which is 255 unless set.',
      facts: expect.objectContaining({count: 2}) as unknown,
    },
  });
  expect(await readdir(out)).toEqual([]);
});

test('a label that only the test file has fails the stage; warnings are told', async () => {
  await writeFile(join(raw, 'train.csv'), 'label,pixel1\ncat,1\ndog,200\ndog,200\n');
  await writeFile(join(raw, 'test.csv'), 'label,pixel1\ncat,2\n');
  const {reports} = await run();
  expect(reports.filter(({type}) => type === 'log')).toEqual(
    ['The test split shows nothing of dog.', '1 image of the train split repeats an earlier one.'].map(
      (text) => ({
        type: 'log',
        level: 'warning',
        text,
      }),
    ),
  );
  await writeFile(join(raw, 'test.csv'), 'label,pixel1\ncow,2\n');
  expect((await run()).result).toMatchObject({
    failure: {code: 'label-not-in-train', what: 'test.csv has 1 label that train.csv never shows: cow.'},
  });
});

test('a cancelled reading ends', async () => {
  await writeSample(raw, {seed: 1, trainRows: 24, testRows: 24});
  expect((await run({}, {signal: AbortSignal.abort()})).result).toMatchObject({
    failure: {blame: 'cancelled'},
  });
});

const real = join(process.env['EPOCHAL_SHARED'] ?? join(import.meta.dirname, '../../../../shared'), 'data');
const present = await access(join(real, 'sign_mnist_train.csv.gz')).then(
  () => true,
  () => false,
);

test.skipIf(!present)('the real data, where they are on this machine', async () => {
  const {names, train, test: tested, summary} = await dataset(await run({}, {input: real}));
  expect(names.join('')).toBe('ABCDEFGHIKLMNOPQRSTUVWXY');
  expect([train.count, tested.count]).toEqual([27_455, 7_172]);
  const counts = Object.fromEntries(
    summary.classes.map(({label, ...each}) => [label, [each.train, each.test]]),
  );
  expect(counts).toMatchObject({0: [1126, 331], 4: [957, 498], 17: [1294, 144]});
  expect(summary.duplicates).toMatchObject({train: 0, test: 0, across: 0});
  expect(summary.warnings).toEqual([]);
});
