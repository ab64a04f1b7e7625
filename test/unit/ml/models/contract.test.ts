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
import {train, type Progress} from '../../../../src/ml/training.ts';
import {train as trainStage} from '../../../../src/stages/train.ts';
import {narrow} from '../../../rig/narrow-models.ts';
import {tinyDataset} from '../../../rig/tiny-dataset.ts';

const info = engineInfo();
const loaded = info.ok ? await loadBackend({engine: info.value.name, threads: 2}) : info;
if (!loaded.ok) throw new Error(loaded.failure.what);
const backend = loaded.value;
const tensorsBefore = backend.tf.memory().numTensors;
afterAll(() => expect(backend.tf.memory().numTensors).toBe(tensorsBefore));

const dataset = tinyDataset();

const build = (definition: ModelDefinition, own: Readonly<Record<string, unknown>> = {}): Node => {
  const params = {...narrow[definition.name], ...own};
  const built = buildModel(definition, {image: [8, 8, 1], params, classes: 4});
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

interface Training {
  readonly seed: number;
  readonly prefer: Trainer['kind'];
  readonly epochs: number;
  readonly resume?: Progress;
}

/** What each epoch left: its loss, a digest of the weights, and all that a training goes on from. */
const trained = async (model: Node, {seed, prefer, epochs, resume}: Training) => {
  const trainer = trainerFor(model, seed, prefer);
  const left: {readonly loss: number; readonly digest: string; readonly progress: Progress}[] = [];
  const outcome = await train({
    ...{trainer, dataset, epochs, seed},
    ...(resume !== undefined && {resume}),
    batchSize: 16,
    learningRate: () => 0.005,
    signal: new AbortController().signal,
    clock: () => 0,
    onEpoch: ({loss}, now) => {
      const progress = now();
      const hash = createHash('sha256');
      for (const {values} of progress.state.weights) hash.update(values);
      left.push({loss, digest: hash.digest('hex'), progress});
    },
  });
  trainer.dispose();
  if (outcome.status !== 'done') throw new Error(outcome.status);
  return left;
};

/** The first call computes, the others get what it gave. */
const once = <T>(compute: () => Promise<T>): (() => Promise<T>) => {
  let given: Promise<T> | undefined;
  return () => (given ??= compute());
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

  // What a seed gives is asked for by several tests, and trained once.
  const long = once(() => trained(build(definition), {seed: 1, prefer: 'graph', epochs: 10}));
  const opByOp = once(() => trained(build(definition), {seed: 1, prefer: 'eager', epochs: 2}));

  test('learns; the same seed gives the same bits, another others', async () => {
    const epochs = await long();
    expect(epochs.at(-1)?.loss).toBeLessThan(0.7 * (epochs[0]?.loss ?? 0));
    const [again] = await trained(build(definition), {seed: 1, prefer: 'graph', epochs: 1});
    expect(again).toEqual(epochs[0]);
    const [other] = await trained(build(definition), {seed: 2, prefer: 'graph', epochs: 1});
    expect(other?.digest).not.toBe(epochs[0]?.digest);
  });

  test.each([
    ['graph', long],
    ['eager', opByOp],
  ] as const)('goes on to the bits of an undisturbed training: %s', async (prefer, undisturbed) => {
    const epochs = await undisturbed();
    const resume = epochs.at(-2)?.progress;
    if (resume === undefined) throw new Error('no epoch was told of');
    const rest = await trained(build(definition), {seed: 1, prefer, epochs: epochs.length, resume});
    expect(rest).toEqual(epochs.slice(-1));
  });

  test('trains op by op to the losses of the graph', async () => {
    const [[graph], [eager]] = [await long(), await opByOp()];
    expect(eager?.loss).toBeCloseTo(graph?.loss ?? NaN, 3);
  });

  test('trains with every option of layers at another value', async () => {
    const others = Object.entries(otherOptions).filter(([param]) =>
      Object.hasOwn(definition.params.shape, param),
    );
    const usual = definition.params.parse({});
    const params: Readonly<Record<string, unknown>> = Object.fromEntries<unknown>([
      ...others,
      ...('batch_norm' in usual ? [['batch_norm', usual['batch_norm'] === false] as const] : []),
    ]);
    const [changed] = await trained(build(definition, params), {seed: 1, prefer: 'graph', epochs: 1});
    expect(changed?.loss).toSatisfy(Number.isFinite);
    const [usually] = await long();
    expect(changed?.digest).not.toBe(usually?.digest);
  });
});

const otherOptions = {
  activation: 'elu',
  initialiser: 'lecun_normal',
  l2: 0.001,
  pooling: 'average',
};
