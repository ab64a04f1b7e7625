import {existsSync} from 'node:fs';
import {mkdir, mkdtemp, readFile, readdir, rm, symlink} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {z} from 'zod';
import {createAugmenter} from '../../../../src/ml/augmentations/augmenter.ts';
import {readPolicy} from '../../../../src/ml/augmentations/policy-file.ts';
import type {Dataset} from '../../../../src/ml/data/dataset.ts';
import {readDataset, writeDataset} from '../../../../src/ml/data/dataset-folder.ts';
import type {StageReport} from '../../../../src/runner/stage-definition.ts';
import {augment} from '../../../../src/stages/augment.ts';

const [height, width, count] = [8, 10, 6];
const size = height * width;
const pixels = (images: number): Uint8Array =>
  Uint8Array.from({length: images * size}, (_, pixel) => (pixel * pixel * 7 + pixel * 31) % 256);
const dataset: Dataset = {
  labels: ['0', '1', '2'],
  names: ['A', 'B', 'C'],
  height,
  width,
  train: {count, images: pixels(count), classes: Uint16Array.of(2, 0, 0, 2, 0, 2)},
  test: {count: 2, images: pixels(2), classes: Uint16Array.of(0, 1)},
  sample: false,
};
const datasetFiles = [
  'dataset.json',
  'test.images.u8',
  'test.labels.u16',
  'train.images.u8',
  'train.labels.u16',
];

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'epochal-augment-'));
  await mkdir(join(root, 'in'));
  await writeDataset(join(root, 'in'), dataset);
});
afterEach(() => rm(root, {recursive: true}));

const params = augment.params;
const world = {workspace: '/', env: {}, digest: () => Promise.reject(new Error('nothing to digest'))};

/** What the runner does: defaults, then resolving. */
const resolved = async (given: Readonly<Record<string, unknown>>) => {
  const resolution = await augment.resolve?.(params.parse(given), world);
  if (resolution?.ok !== true) throw new Error('not resolved');
  return resolution.value;
};

/** Runs the stage into a folder of its own with what `resolve` left of the params. */
const run = async (
  name: string,
  given: Readonly<Record<string, unknown>>,
  prepare: (out: string) => Promise<unknown> = () => Promise.resolve(),
) => {
  const out = join(root, name);
  await mkdir(out);
  await prepare(out);
  const reports: StageReport[] = [];
  const result = await augment.run({
    params: z.looseObject({}).parse((await resolved(given)).params) as z.output<typeof params>,
    inputs: {dataset: join(root, 'in')},
    out,
    scratch: root,
    threads: 1,
    workspace: root,
    env: {},
    signal: new AbortController().signal,
    report: (said) => reports.push(said),
  });
  return {out, result, reports, files: existsSync(out) ? (await readdir(out)).sort() : []};
};

const contents = (folder: string, files: readonly string[]): Promise<readonly string[]> =>
  Promise.all(files.map((file) => readFile(join(folder, file), 'latin1')));

describe('the key', () => {
  test('what is off is left out, so that a new augmentation changes nobody’s', async () => {
    expect(await resolved({rotation: 10, zoom: 0, horizontal_flip: false})).toEqual({
      params: {mode: 'online', fill: 'nearest', preview: 8, rotation: 10},
    });
  });

  test('what settings leave is the same to the byte as before there were further augmentations and ways to fill', async () => {
    const texts = [
      {},
      {rotation: 10, zoom: 0.1, width_shift: 0.1, height_shift: 0.1},
      {mode: 'offline', zoom: 0.3, horizontal_flip: true},
    ].map(async (given) => JSON.stringify((await resolved(given)).params));
    expect(await Promise.all(texts)).toEqual([
      '{}',
      '{"mode":"online","fill":"nearest","preview":8,"rotation":10,"width_shift":0.1,"height_shift":0.1,"zoom":0.1}',
      '{"mode":"offline","fill":"nearest","preview":8,"zoom":0.3,"horizontal_flip":true,"copies":1,"seed":1}',
    ]);
  });

  test('an option counts where its augmentation is on and it is not at its default', async () => {
    const given = {rotation: 10, zoom_mode: 'together', cutout_value: 7};
    expect(await resolved(given)).toEqual(await resolved({rotation: 10}));
    expect(await resolved({zoom: 0.1, zoom_mode: 'apart'})).toEqual(await resolved({zoom: 0.1}));
    expect(await resolved({zoom: 0.1, cutout: 0.2, zoom_mode: 'together', cutout_value: 7})).toEqual({
      params: {
        mode: 'online',
        fill: 'nearest',
        preview: 8,
        zoom: 0.1,
        cutout: 0.2,
        zoom_mode: 'together',
        cutout_value: 7,
      },
    });
  });

  test('how to fill counts where something moves, and its grey level where that is constant', async () => {
    expect((await resolved({rotation: 10, fill: 'reflect', fill_value: 9})).params).toEqual({
      mode: 'online',
      fill: 'reflect',
      preview: 8,
      rotation: 10,
    });
    expect((await resolved({rotation: 10, fill: 'constant'})).params).toEqual({
      mode: 'online',
      fill: 'constant',
      fill_value: 0,
      preview: 8,
      rotation: 10,
    });
    const still = {mode: 'online', preview: 8, noise: 0.1};
    expect((await resolved({noise: 0.1})).params).toEqual(still);
    expect((await resolved({noise: 0.1, fill: 'constant', fill_value: 9})).params).toEqual(still);
  });

  test('the seed and the number of copies belong to offline alone', async () => {
    const given = {rotation: 10, copies: 3, seed: 7};
    expect(await resolved(given)).toEqual(await resolved({rotation: 10}));
    expect(await resolved({...given, mode: 'offline'})).toEqual({
      params: {mode: 'offline', fill: 'nearest', preview: 8, rotation: 10, copies: 3, seed: 7},
    });
  });

  test('with nothing on, nothing else counts, and it says so', async () => {
    const nothing = {params: {}, note: 'No augmentation is on: training takes the images as they are.'};
    expect(await resolved({})).toEqual(nothing);
    expect(await resolved({mode: 'offline', copies: 9, seed: 4, preview: 3})).toEqual(nothing);
  });

  test('the modules of what is on, and of nothing else, join it', async () => {
    expect(augment.loads?.(params.parse({}))).toEqual([]);
    const given = params.parse({width_shift: 0.1, horizontal_flip: true});
    const modules = ['ml/augmentations/width-shift', 'ml/augmentations/horizontal-flip'];
    expect(augment.loads?.(given)).toEqual(modules);
    const left = (await resolved(given)).params as z.output<typeof params>;
    expect(augment.loads?.(left)).toEqual(modules);
  });
});

test('with nothing on, the data set passes through', async () => {
  const {out, result, reports, files} = await run('out', {});
  expect(result).toEqual({ok: true, value: undefined});
  expect(files).toEqual(datasetFiles);
  expect(await contents(out, files)).toEqual(await contents(join(root, 'in'), files));
  expect(await readPolicy(out)).toEqual({ok: true, value: undefined});
  expect(reports).toEqual([
    {type: 'log', level: 'info', text: 'No augmentation is on: the data set is passed on as it is.'},
  ]);
});

describe('online', () => {
  test('leaves the data set as it was, the policy, and a sheet before and after', async () => {
    const {out, result, files} = await run('out', {rotation: 10, horizontal_flip: true});
    expect(result).toEqual({ok: true, value: undefined});
    expect(files).toEqual([
      'dataset.json',
      'policy.json',
      'preview.png',
      'preview.svg',
      ...datasetFiles.slice(1),
    ]);
    expect(await contents(out, datasetFiles)).toEqual(await contents(join(root, 'in'), datasetFiles));
    expect(await readFile(join(out, 'policy.json'), 'utf8')).toBe(
      '{\n  "strengths": {\n    "rotation": 10,\n    "horizontal_flip": true\n  },\n  "fill": "nearest"\n}\n',
    );
    expect(await readPolicy(out)).toEqual({
      ok: true,
      value: {strengths: {rotation: 10, horizontal_flip: true}, fill: 'nearest'},
    });
    const svg = await readFile(join(out, 'preview.svg'), 'utf8');
    expect(Array.from(svg.matchAll(/<text[^>]*>([^<]*)</g), ([, text]) => text)).toEqual([
      'Training images before and after',
      'rotation 10, horizontal flip',
      'original',
      ...[1, 2, 3, 4, 5, 6, 7].map((epoch) => `epoch ${epoch}`),
      // There is no training image of B.
      'A',
      'C',
    ]);
  });

  test('the policy and the sheet say how to fill, and the options', async () => {
    const given = {zoom: 0.2, brightness: 0.1, zoom_mode: 'together', fill: 'constant', fill_value: 128};
    const {out} = await run('out', given);
    const policy = {
      strengths: {zoom: 0.2, brightness: 0.1},
      options: {zoom_mode: 'together'},
      fill: 'constant',
      fillValue: 128,
    };
    expect(await readFile(join(out, 'policy.json'), 'utf8')).toBe(
      `${JSON.stringify(policy, undefined, 2)}\n`,
    );
    expect(await readPolicy(out)).toEqual({ok: true, value: policy});
    expect(await readFile(join(out, 'preview.svg'), 'utf8')).toContain(
      '>zoom 0.2, brightness 0.1, zoom mode together, fill constant 128<',
    );
  });

  test('the same params leave the same bytes', async () => {
    const [first, second] = [await run('first', {zoom: 0.2}), await run('second', {zoom: 0.2})];
    expect(await contents(first.out, first.files)).toEqual(await contents(second.out, second.files));
  });
});

describe('offline', () => {
  test('leaves a larger training split, the same test split and no policy', async () => {
    const {out, result, reports, files} = await run('out', {
      mode: 'offline',
      copies: 2,
      seed: 3,
      rotation: 30,
    });
    expect(result).toEqual({ok: true, value: undefined});
    expect(files).toEqual(['dataset.json', 'preview.png', 'preview.svg', ...datasetFiles.slice(1)]);
    expect(reports).toEqual([
      {type: 'progress', done: 1, total: 2, unit: 'copies'},
      {type: 'progress', done: 2, total: 2, unit: 'copies'},
    ]);
    const read = await readDataset(out);
    if (!read.ok) throw new Error(read.faults[0].what);
    const {train, ...rest} = read.value;
    expect(rest).toEqual({...dataset, train: undefined, ...rest});
    expect(rest.test).toEqual(dataset.test);
    expect([...train.classes]).toEqual([1, 2, 3].flatMap(() => [...dataset.train.classes]));

    const augmenter = createAugmenter({strengths: {rotation: 30}, fill: 'nearest'}, {height, width, seed: 3});
    const expected = [...dataset.train.images];
    for (const copy of [1, 2]) {
      for (let index = 0; index < count; index++) {
        const drawn = new Float32Array(size);
        augmenter.fill(drawn, 0, dataset.train.images, index * size, copy, index);
        expected.push(...Array.from(drawn, (grey) => Math.round(grey * 255)));
      }
    }
    expect([...train.images]).toEqual(expected);
  });

  test('another seed draws other copies', async () => {
    const [first, second] = [
      await run('first', {mode: 'offline', seed: 1, zoom: 0.2}),
      await run('second', {mode: 'offline', seed: 2, zoom: 0.2}),
    ];
    const images = ({out}: {readonly out: string}) => readFile(join(out, 'train.images.u8'), 'latin1');
    expect(await images(first)).not.toBe(await images(second));
  });
});

test('a data set that cannot be read is a failure that names the file', async () => {
  await rm(join(root, 'in', 'train.images.u8'));
  const {result} = await run('out', {rotation: 10});
  expect(result).toMatchObject({ok: false, failure: {code: 'dataset-damaged', blame: 'stage'}});
});

describe('a disk that takes no more is a failure with a next step', () => {
  const failing = async (
    given: Readonly<Record<string, unknown>>,
    prepare: (out: string) => Promise<unknown>,
  ) => {
    const out = join(root, 'out');
    const {result} = await run('out', given, prepare);
    return {result, out};
  };

  test.skipIf(!existsSync('/dev/full')).each([
    ['policy.json', {rotation: 10}],
    ['preview.svg', {rotation: 10}],
    ['train.images.u8', {rotation: 10, mode: 'offline'}],
  ])('full, at %s', async (file, given) => {
    const {result, out} = await failing(given, (folder) => symlink('/dev/full', join(folder, file)));
    expect(result).toEqual({
      ok: false,
      failure: {
        code: 'disk-full',
        blame: 'outside',
        what: `The disk filled up while augmenting the images in ${out}.`,
        todo: 'Free some space and run again.',
        facts: {doing: 'augmenting the images', folder: out},
      },
    });
  });

  test.each([
    ['what is written', {rotation: 10}],
    ['what is passed on', {}],
  ])('not to be written: %s', async (_, given) => {
    const {result, out} = await failing(given, (folder) => rm(folder, {recursive: true}));
    expect(result).toEqual({
      ok: false,
      failure: {
        code: 'cannot-write',
        blame: 'outside',
        what: `Files could not be written while augmenting the images in ${out}: no such file or directory.`,
        todo: 'Check that the folder is there and that you may write in it.',
        facts: {doing: 'augmenting the images', folder: out, reason: 'no such file or directory'},
      },
    });
  });
});

describe('policy.json', () => {
  const folder = async (text: string): Promise<string> => {
    const {writeFile} = await import('node:fs/promises');
    await writeFile(join(root, 'policy.json'), text);
    return root;
  };

  test.each([
    '',
    '{}',
    '{"strengths": {"blur": 1}, "fill": "nearest"}',
    '{"strengths": {"zoom": 2}, "fill": "nearest"}',
    '{"strengths": {"zoom": 0.1}, "fill": "mirror"}',
    '{"strengths": {"zoom": 0.1}, "fill": "constant", "fillValue": 256}',
    '{"strengths": {"zoom": 0.1}, "fill": "nearest", "options": {"zoom_mode": "both"}}',
    '{"strengths": {"zoom": 0.1}, "fill": "nearest", "options": {"blur_mode": "both"}}',
  ])('that is no policy is a fault: %s', async (text) => {
    expect(await readPolicy(await folder(text))).toEqual({
      ok: false,
      faults: [
        {
          code: 'policy-damaged',
          what: `${join(root, 'policy.json')} does not describe how to augment images.`,
          file: join(root, 'policy.json'),
          todo: 'Delete that folder: the next run makes it again.',
        },
      ],
      count: 1,
    });
  });
});
