import {mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {readCheckpoint, writeCheckpoint, type Checkpoint} from '../../../src/ml/checkpoint.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'epochal-checkpoint-'));
});
afterEach(() => rm(folder, {recursive: true}));

const checkpoint = (step: number): Checkpoint => ({
  threads: 2,
  history: [
    {
      epoch: 1,
      loss: 1 / 3,
      acc: 0.1,
      val_loss: 2 / 3,
      val_acc: 0.25,
      learning_rate: 0.001,
      epoch_seconds: 1.25,
      images_per_second: 80,
    },
  ],
  state: {
    step,
    weights: [
      {name: 'dense_1/kernel', shape: [2, 3], values: Float32Array.of(1, -2, Math.PI, 1e-40, 3e38, -0)},
      {name: 'dense_1/bias', shape: [1], values: new Float32Array([9, step, 9]).subarray(1, 2)},
    ],
    slots: [{name: 'm/dense_1/bias', shape: [1], values: Float32Array.of(0.125)}],
  },
});

test('what was written is read, to the bit', async () => {
  await writeCheckpoint(folder, checkpoint(1));
  await writeCheckpoint(folder, checkpoint(7));
  expect(await readCheckpoint(folder)).toEqual(checkpoint(7));
  expect(await readdir(folder)).toEqual(['checkpoint.bin']);
});

test('the best weights and further scores are read too', async () => {
  const {history, ...plain} = checkpoint(3);
  const whole: Checkpoint = {
    ...plain,
    history: history.map((record) => ({...record, more: {val_top3_acc: 0.75}})),
    best: {epoch: 1, weights: [{name: 'dense_1/bias', shape: [2], values: Float32Array.of(5, -0.1)}]},
  };
  await writeCheckpoint(folder, whole);
  expect(await readCheckpoint(folder)).toEqual(whole);
});

test('where there is none, there is none', async () => {
  expect(await readCheckpoint(folder)).toBeUndefined();
  expect(await readCheckpoint(join(folder, 'nowhere'))).toBeUndefined();
});

test('a file that was cut, lengthened or changed in any byte is none', async () => {
  await writeCheckpoint(folder, checkpoint(7));
  const file = join(folder, 'checkpoint.bin');
  const whole = await readFile(file);
  const damaged = [
    Buffer.alloc(0),
    whole.subarray(0, 30),
    whole.subarray(0, -1),
    Buffer.concat([whole, Buffer.of(0)]),
    Buffer.from('{"a": 1}\n'),
    ...Array.from(whole, (byte, index) => Buffer.from(whole.with(index, byte ^ 1))),
  ];
  for (const bytes of damaged) {
    await writeFile(file, bytes);
    expect(await readCheckpoint(folder)).toBeUndefined();
  }
  await writeFile(file, whole);
  expect(await readCheckpoint(folder)).toEqual(checkpoint(7));
});
