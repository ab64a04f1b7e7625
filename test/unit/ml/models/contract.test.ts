import {createHash} from 'node:crypto';
import {existsSync} from 'node:fs';
import {afterAll, describe, expect, test} from 'vitest';
import type {z} from 'zod';
import {loadBackend} from '../../../../src/ml/backend.ts';
import {engineInfo} from '../../../../src/ml/engine-info.ts';
import {createTrainer} from '../../../../src/ml/engine/create-trainer.ts';
import type {Trainer} from '../../../../src/ml/engine/trainer.ts';
import {toLayersModel} from '../../../../src/ml/layers-model.ts';
import {buildModel} from '../../../../src/ml/models/build-model.ts';
import type {ModelDefinition, Node} from '../../../../src/ml/models/declaration.ts';
import {models} from '../../../../src/ml/models/index.ts';
import {nodesOf} from '../../../../src/ml/models/nodes.ts';
import {countParameters, initialWeights} from '../../../../src/ml/models/weights.ts';
import {adam} from '../../../../src/ml/optimisers/adam.ts';
import {createOptimiser} from '../../../../src/ml/optimisers/optimiser-definition.ts';
import {train} from '../../../../src/ml/training.ts';
import {train as trainStage} from '../../../../src/stages/train.ts';
import {tinyDataset} from '../../../rig/tiny-dataset.ts';

const info = engineInfo();
const loaded = info.ok ? await loadBackend({engine: info.value.name, threads: 2}) : info;
if (!loaded.ok) throw new Error(loaded.failure.what);
const backend = loaded.value;
const tensorsBefore = backend.tf.memory().numTensors;
afterAll(() => expect(backend.tf.memory().numTensors).toBe(tensorsBefore));

const dataset = tinyDataset();
const build = (definition: ModelDefinition): Node => {
  const built = buildModel(definition, {image: [8, 8, 1], params: {}, classes: 4});
  if (!built.ok) throw new Error(`8×8 pixels are too small for ${built.tooSmallFor.name}`);
  return built.model;
};

const trainerFor = (model: Node, seed: number, prefer: Trainer['kind']): Trainer =>
  createTrainer(
    {
      model,
      weights: initialWeights(model, seed),
      seed,
      batchSize: 16,
      optimiser: createOptimiser(adam),
    },
    {backend, prefer},
  ).trainer;

const trained = async (definition: ModelDefinition, seed: number, prefer: Trainer['kind']) => {
  const trainer = trainerFor(build(definition), seed, prefer);
  const outcome = await train({
    trainer,
    dataset,
    epochs: 6,
    batchSize: 16,
    learningRate: () => 0.003,
    seed,
    signal: new AbortController().signal,
    clock: () => 0,
    onEpoch: () => undefined,
  });
  const hash = createHash('sha256');
  for (const {values} of trainer.weights()) hash.update(values);
  trainer.dispose();
  if (outcome.status !== 'done') throw new Error(outcome.status);
  return {losses: outcome.history.map(({loss}) => loss), digest: hash.digest('hex')};
};

/** What every registered model promises, so that a new one is tested before its author writes a test. */
describe.each(Object.entries(models))('%s', (name, definition) => {
  test('is named as its file and its place in the registry are, and says what it is and where it comes from', () => {
    expect(definition.name).toBe(name);
    expect(existsSync(new URL(`../../../../src/ml/models/${name}.ts`, import.meta.url))).toBe(true);
    expect(definition.summary).toMatch(/^[A-Z].{20,}\.$/);
    expect(definition.source).toMatch(/\d{4}/);
  });

  test("has a default and a doc for each param, and none of train's own names", () => {
    expect(() => definition.params.parse({})).not.toThrow();
    for (const [param, schema] of Object.entries(definition.params.shape)) {
      expect((schema as z.ZodType).meta()?.description, param).toMatch(/^[A-Z].{10,}\.$/);
      expect(Object.keys(trainStage.params.shape)).not.toContain(param);
    }
  });

  test('ends in a softmax over the classes, and names every node once', () => {
    const model = build(definition);
    expect(model.shape).toEqual([4]);
    expect(model.layer).toMatchObject({activation: 'softmax'});
    const names = nodesOf(model).map((node) => node.name);
    expect(new Set(names).size).toBe(names.length);
  });

  test('is a model of tfjs with as many parameters', () => {
    const model = build(definition);
    const layersModel = toLayersModel(backend.tf, model, initialWeights(model, 1), name);
    expect(layersModel.countParams()).toBe(countParameters(model));
    layersModel.dispose();
  });

  test.each(['graph', 'eager'] as const)(
    'learns on the %s engine; the same seed gives the same bits, another others',
    async (prefer) => {
      const [first, again, other] = [
        await trained(definition, 1, prefer),
        await trained(definition, 1, prefer),
        await trained(definition, 2, prefer),
      ];
      expect(first.losses.at(-1)).toBeLessThan(0.7 * (first.losses[0] ?? 0));
      expect(again).toEqual(first);
      expect(other.digest).not.toBe(first.digest);
    },
  );
});
