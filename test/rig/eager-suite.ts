import {describe, expect, test} from 'vitest';
import {loadBackend, type Backend} from '../../src/ml/backend.ts';
import {engineInfo, type EngineName} from '../../src/ml/engine-info.ts';
import {dropoutMask} from '../../src/ml/engine/dropout-mask.ts';
import {createEagerTrainer} from '../../src/ml/engine/eager-trainer.ts';
import type {Batch, Trainer, TrainerOptions} from '../../src/ml/engine/trainer.ts';
import type {Node} from '../../src/ml/models/declaration.ts';
import {conv2d, dense, dropout, flatten, input, maxPool} from '../../src/ml/models/layers.ts';
import {nodesOf, numbered} from '../../src/ml/models/nodes.ts';
import {
  batchFor,
  bytesFor,
  optionsFor,
  randomWeights,
  sizeOf,
  smallBranched,
  smallCnn,
} from '../unit/ml/engine/graph/examples.ts';
import {readKerasRuns} from './keras-optimisers.ts';
import {distanceFromKeras} from './keras-run.ts';
import {kerasStepRuns} from './keras-steps.ts';
import {finiteDifferences, meanLoss} from '../unit/ml/engine/graph/float64-model.ts';
import {layerBodies} from './layer-bodies.ts';

/** What the eager trainer promises on every engine. A process loads one engine, so each has a test file of its own. */
export async function testEagerTrainer(engine: EngineName): Promise<void> {
  const installed = engineInfo({env: {EPOCHAL_ENGINE: engine}}).ok;
  const loaded = installed ? await loadBackend({engine, threads: 2}) : undefined;
  const backend = loaded?.ok === true ? loaded.value : undefined;

  describe.skipIf(backend === undefined)(`the eager trainer on ${engine}`, () => {
    const eager = (options: TrainerOptions): Trainer => createEagerTrainer(options, present(backend));

    test.each(Object.entries(bodies))('finds the gradients of: %s', (_, body) => {
      const model = withSoftmax(body);
      const weights = randomWeights(model, 7);
      const batch = batchFor(model, 4, 11);
      const trainer = eager({...optionsFor(model, 5), weights});

      const {loss} = trainer.step(batch, 0);
      // After the first step, Adam's first moment is (1 - β₁) times the gradient.
      const moments = new Map(trainer.save().slots.map(({name, values}) => [name, values]));

      const example = {
        ...batch,
        weights: new Map(weights.map(({name, values}) => [name, values])),
        masks: masksOf(model, batch.count),
      };
      expect(loss).toBeCloseTo(meanLoss(model, example), 5);
      for (const {name} of weights.filter((weight) => !weight.name.includes('/moving_'))) {
        const reference = finiteDifferences(model, example, name);
        const gradient = [...(moments.get(`m/${name}`) ?? [])].map((m) => m / (1 - Math.fround(0.9)));
        const scale = Math.max(...reference.map(Math.abs), 1e-3);
        const worst = Math.max(
          ...gradient.map((value, index) => Math.abs(value - (reference[index] ?? NaN))),
        );
        expect(worst / scale, name).toBeLessThan(5e-6);
      }
    });

    const examples = [
      ['a CNN', smallCnn()],
      ['branches, batch normalisation and all', smallBranched()],
    ] as const;
    const [[, model]] = examples;
    const batches = Array.from({length: 8}, (_, index) => batchFor(model, index === 7 ? 5 : 16, index));
    const train = (trainer: Trainer, some: readonly Batch[]) =>
      some.map((batch) => trainer.step(batch, 0.001));

    test('makes of bytes what bytes over 255 are', () => {
      const [bytes, floats] = [eager(optionsFor(model)), eager(optionsFor(model))];
      const [asBytes, asFloats] = bytesFor(model, 16, 1);
      expect(train(bytes, [asBytes])).toEqual(train(floats, [asFloats]));
      expect(bytes.evaluate(asBytes.images, asBytes.classes)).toEqual(
        floats.evaluate(asFloats.images, asFloats.classes),
      );
    });

    test.each([...kerasStepRuns(), ...readKerasRuns()].map((run) => [run.name, run] as const))(
      'takes the steps that Keras takes: %s',
      (_, run) => {
        const distance = distanceFromKeras(eager(run.options), run);
        expect(distance.loss).toBeLessThan(5e-6);
        expect(distance.weights).toBeLessThan(5e-6);
      },
    );

    test.each(examples)('ends with the same bits each time: %s', (_, model) => {
      const run = () => {
        const trainer = eager(optionsFor(model));
        return [train(trainer, batches), trainer.save()];
      };
      expect(run()).toEqual(run());
    });

    test.each(examples)('goes on from a saved state to the bits of an undisturbed run: %s', (_, model) => {
      const undisturbed = eager(optionsFor(model));
      const losses = train(undisturbed, batches);

      const before = eager(optionsFor(model));
      train(before, batches.slice(0, 3));
      const state = before.save();
      train(before, batches.slice(3, 5));
      const after = eager({...optionsFor(model), weights: optionsFor(model, 99).weights});
      after.restore(state);
      expect(train(after, batches.slice(3))).toEqual(losses.slice(3));
      expect(after.save()).toEqual(undisturbed.save());
    });

    test.each(examples)('evaluates images in order, in batches that do not show: %s', (_, model) => {
      const {images, classes} = batchFor(model, 600, 4);
      const trainer = eager({...optionsFor(model), weights: randomWeights(model, 6)});
      const {loss, correct, probabilities} = trainer.evaluate(images, classes);

      const weights = new Map(randomWeights(model, 6).map(({name, values}) => [name, values]));
      expect(loss).toBeCloseTo(meanLoss(model, {images, classes, weights}), 5);
      const best = Array.from(classes, (_, image) => {
        const row = [...probabilities.subarray(image * 4, image * 4 + 4)];
        return row.indexOf(Math.max(...row));
      });
      expect(correct).toBe(best.filter((choice, image) => choice === classes[image]).length);
      const last = trainer.evaluate(images.subarray(599 * 64), classes.subarray(599));
      last.probabilities.forEach((value, index) =>
        expect(value).toBeCloseTo(probabilities[599 * 4 + index] ?? NaN, 6),
      );
    });

    test('trains and evaluates a model of one class, of which there is nothing to learn', () => {
      const model = numbered(dense(hidden(5), {units: 1, activation: 'softmax'}));
      const trainer = eager({...optionsFor(model), loss: {labelSmoothing: 0.1, classWeights: [2]}});
      const {images, classes, count} = batchFor(model, 3, 1);
      const trained = trainer.step({images, classes, count}, 0.1);
      const {loss, correct, probabilities} = trainer.evaluate(images, classes);
      expect(trained.loss).toBeCloseTo(0);
      expect(loss).toBeCloseTo(0);
      expect([trained.correct, correct, ...probabilities]).toEqual([3, 3, 1, 1, 1]);
    });

    test('leaves no tensor behind, and what it was given alone', () => {
      const {tf} = present(backend);
      const options = optionsFor(model);
      const copy = structuredClone([options.weights, batches]);
      const trainer = eager(options);
      train(trainer, batches);
      const before = tf.memory().numTensors;
      train(trainer, batches);
      trainer.evaluate(batches[0]?.images ?? new Float32Array(), batches[0]?.classes ?? new Uint16Array());
      trainer.restore(trainer.save());
      expect(tf.memory().numTensors).toBe(before);
      expect([options.weights, batches]).toEqual(copy);
    });
  });
}

const image = (side: number, channels = 1) => input([side, side, channels]);
const convolved = (x: Node, options: Partial<Parameters<typeof conv2d>[1]> = {}) =>
  conv2d(x, {filters: 2, kernel: 3, padding: 'same', activation: 'relu', ...options});
const hidden = (units: number) => dense(flatten(image(3)), {units, activation: 'relu'});

/** Each becomes a model with a dense layer and a softmax on top. */
const bodies: Readonly<Record<string, Node>> = {
  'dense alone': flatten(image(3)),
  'dense with ReLU': hidden(5),
  'dense with a softmax inside': dense(hidden(5), {units: 4, activation: 'softmax'}),
  'convolution, same': convolved(image(5)),
  'convolution, valid, without activation': convolved(image(5), {padding: 'valid', activation: 'linear'}),
  'convolution, same, stride 2': convolved(image(6), {stride: 2}),
  'convolution of three channels': convolved(image(4, 3)),
  'convolution on convolution': convolved(convolved(image(5), {filters: 3})),
  'pooling behind convolution': maxPool(convolved(image(6))),
  'pooling that leaves a rest out': maxPool(convolved(image(7))),
  'pooling of overlapping windows': maxPool(convolved(image(7)), {size: 3, stride: 2}),
  dropout: dropout(hidden(8), {rate: 0.4}),
  ...layerBodies,
};

const withSoftmax = (body: Node): Node =>
  numbered(dense(body.shape.length === 1 ? body : flatten(body), {units: 3, activation: 'softmax'}));

/** Of the first step under seed 5. */
const masksOf = (model: Node, batch: number): ReadonlyMap<string, Float32Array> =>
  new Map(
    nodesOf(model).flatMap(({name: node, layer, shape}) => {
      if (layer.type !== 'dropout') return [];
      const count = batch * sizeOf(shape);
      return [[node, dropoutMask({seed: 5, node, step: 0, rate: layer.rate, count})] as const];
    }),
  );

const present = (backend: Backend | undefined): Backend => {
  if (backend === undefined) throw new Error('the engine is not installed');
  return backend;
};
