import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {compareTensors} from '../../../src/ml/compare-tensors.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'epochal-tensors-'));
});
afterEach(() => rm(folder, {recursive: true}));

const specs = [
  {name: 'a/kernel', shape: [2, 3], dtype: 'float32'},
  {name: 'a/bias', shape: [3], dtype: 'float32'},
  {name: 'b/kernel', shape: [2], dtype: 'float32'},
];

async function weights(name: string, values: readonly number[]): Promise<string> {
  const target = join(folder, name);
  await mkdir(join(target, 'model'), {recursive: true});
  const model = {weightsManifest: [{paths: ['weights.bin'], weights: specs}]};
  await writeFile(join(target, 'model/model.json'), JSON.stringify(model));
  await writeFile(join(target, 'model/weights.bin'), Buffer.from(Float32Array.from(values).buffer));
  return target;
}

test('the first tensor that differs, how many of its elements do, and how far apart they are', async () => {
  const before = await weights('before', [1, 2, 3, 4, 5, 6, 0.1, -0.2, 0, 1, 1]);
  const after = await weights('after', [1, 2, 3, 4, 5, 6, 0.1, -0.25, -0, 1, 1.0000001192092896]);
  expect(await compareTensors('model/weights.bin', {before, after})).toEqual({
    tensor: 'a/bias',
    shape: [3],
    dtype: 'float32',
    // Zero and minus zero are not the same bits, though no distance lies between them.
    differing: 2,
    count: 3,
    largest: expect.closeTo(0.05, 6) as number,
    ulp: 3355443,
    first: {index: [1], before: Math.fround(-0.2), after: -0.25},
    tensors: [2, 3],
  });
  expect(await compareTensors('model/weights.bin', {before, after: before})).toBeUndefined();
});

test('neighbouring numbers are one unit in the last place apart, whatever their sign', async () => {
  const next = (value: number): number => {
    const bits = new Uint32Array(Float32Array.of(value).buffer);
    return new Float32Array(Uint32Array.of((bits[0] ?? 0) + 1).buffer)[0] ?? NaN;
  };
  for (const value of [1, -1, 1e-30, -3e30]) {
    const before = await weights('before', [0, 0, 0, 0, 0, value, 0, 0, 0, 0, 0]);
    const after = await weights('after', [0, 0, 0, 0, 0, next(value), 0, 0, 0, 0, 0]);
    expect(await compareTensors('model/weights.bin', {before, after})).toMatchObject({
      tensor: 'a/kernel',
      differing: 1,
      ulp: 1,
      first: {index: [1, 2]},
    });
  }
});

test('pixels and labels of a data set are tensors too; what is damaged is none', async () => {
  const dataset = async (name: string, images: readonly number[], labels: readonly number[]) => {
    const target = join(folder, name);
    await mkdir(target, {recursive: true});
    await writeFile(
      join(target, 'dataset.json'),
      JSON.stringify({height: 1, width: 2, counts: {train: 2, test: 0}}),
    );
    await writeFile(join(target, 'train.images.u8'), Buffer.from(images));
    await writeFile(join(target, 'train.labels.u16'), Buffer.from(Uint16Array.from(labels).buffer));
    return target;
  };
  const before = await dataset('before', [1, 2, 3, 4], [0, 1]);
  const after = await dataset('after', [1, 2, 3, 9], [0, 300]);
  expect(await compareTensors('train.images.u8', {before, after})).toMatchObject({
    tensor: 'train images',
    shape: [2, 1, 2],
    largest: 5,
    ulp: null,
    first: {index: [1, 0, 1], before: 4, after: 9},
  });
  expect(await compareTensors('train.labels.u16', {before, after})).toMatchObject({largest: 299});
  await writeFile(join(after, 'dataset.json'), '{');
  await writeFile(join(before, 'dataset.json'), '{');
  expect(await compareTensors('train.images.u8', {before, after})).toBeUndefined();
});
