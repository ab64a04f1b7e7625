import {describe, expect, test} from 'vitest';
import {loadBackend, type Backend} from '../../../../src/ml/backend.ts';
import {createTrainer} from '../../../../src/ml/engine/create-trainer.ts';
import {buildModel} from '../../../../src/ml/models/build-model.ts';
import type {Node} from '../../../../src/ml/models/declaration.ts';
import {models} from '../../../../src/ml/models/index.ts';
import {train, type EpochRecord} from '../../../../src/ml/training.ts';
import {narrow} from '../../../rig/narrow-models.ts';
import {tinyDataset} from '../../../rig/tiny-dataset.ts';
import {optionsFor} from './graph/examples.ts';
import {loadNative} from './graph/native.ts';

const native = await loadNative();

const trained = async (model: Node, backend: Backend) => {
  const {trainer} = createTrainer(optionsFor(model), {backend, prefer: 'graph'});
  const records: EpochRecord[] = [];
  await train({
    trainer,
    dataset: tinyDataset(),
    epochs: 1,
    batchSize: 16,
    learningRate: () => 0.001,
    seed: 1,
    signal: new AbortController().signal,
    clock: () => 0,
    onEpoch: (record) => void records.push(record),
  });
  const weights = trainer.weights();
  trainer.dispose();
  return {record: records[0], weights};
};

describe.skipIf('missing' in native)('WebAssembly and native TensorFlow, from equal seeds', () => {
  test.each(Object.keys(models))('end an epoch alike, to a thousandth: %s', async (name) => {
    const definition = models[name];
    const wasm = await loadBackend({engine: 'wasm', threads: 1});
    if ('missing' in native || !wasm.ok || definition === undefined) throw new Error('an engine is missing');
    const built = buildModel(definition, {image: [8, 8, 1], params: narrow[name] ?? {}, classes: 4});
    if (!built.ok) throw new Error(`8×8 pixels are too small for ${built.tooSmallFor.name}`);

    const there = await trained(built.model, wasm.value);
    await native.tf.setBackend('tensorflow');
    const here = await trained(built.model, native);
    for (const metric of ['loss', 'acc', 'val_loss', 'val_acc'] as const)
      expect(there.record?.[metric], metric).toBeCloseTo(here.record?.[metric] ?? NaN, 3);
    there.weights.forEach(({name: weight, values}, index) => {
      const others = here.weights[index]?.values ?? [];
      // Adam's first steps go by the sign of a gradient, which rounding decides where it is next to nothing: the mean tells.
      const sum = values.reduce((total, value, at) => total + Math.abs(value - (others[at] ?? NaN)), 0);
      expect(sum / values.length, weight).toBeLessThan(1e-3);
    });
  });
});
