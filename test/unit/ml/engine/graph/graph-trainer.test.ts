import {afterEach, describe, expect, test} from 'vitest';
import {createEagerTrainer} from '../../../../../src/ml/engine/eager-trainer.ts';
import {createGraphTrainer} from '../../../../../src/ml/engine/graph/graph-trainer.ts';
import type {Batch, Trainer, TrainerOptions, Weight} from '../../../../../src/ml/engine/trainer.ts';
import {hiddenActivations} from '../../../../../src/ml/models/activations.ts';
import {
  activation,
  averagePool,
  batchNorm,
  conv2d,
  dense,
  flatten,
  input,
} from '../../../../../src/ml/models/layers.ts';
import {numbered} from '../../../../../src/ml/models/nodes.ts';
import {batchFor, bytesFor, optionsFor, randomWeights, smallBranched, smallCnn} from './examples.ts';
import {momentsOf} from './float64-layers.ts';
import {meanLoss} from './float64-model.ts';
import {distanceFromKeras} from '../../../../rig/keras-run.ts';
import {kerasStepRuns} from '../../../../rig/keras-steps.ts';
import {loadNative} from './native.ts';

const native = await loadNative();
const learningRate = 0.001;

const open: Trainer[] = [];
afterEach(() => {
  for (const trainer of open.splice(0)) trainer.dispose();
});

const graphTrainer = (options: TrainerOptions): Trainer => {
  if ('missing' in native) throw new Error(native.missing);
  const trainer = createGraphTrainer(options, native);
  if ('unsupported' in trainer) throw new Error(trainer.unsupported);
  open.push(trainer);
  return trainer;
};

const model = smallCnn();
const examples = [
  ['a CNN', model],
  ['branches, batch normalisation and all', smallBranched()],
] as const;
const batches = Array.from({length: 20}, (_, index) => batchFor(model, 16, 100 + index));
const train = (trainer: Trainer, some: readonly Batch[]) =>
  some.map((batch) => trainer.step(batch, learningRate));

describe.skipIf('missing' in native)('a graph trainer', () => {
  test.each(kerasStepRuns().map((run) => [run.name, run] as const))(
    'takes the steps that Keras takes from the same weights: %s',
    (_, run) => {
      // Weights move by about 0.001 a step, so this is Adam with the paper's β to the sixth digit after 20.
      const keras = distanceFromKeras(graphTrainer(run.options), run);
      expect(keras.loss).toBeLessThan(5e-6);
      expect(keras.weights).toBeLessThan(1e-6);
    },
  );

  test.each(examples)("takes the steps that tfjs' tape finds: %s", (_, model) => {
    if ('missing' in native) return;
    // With biases of 0 some sums are exactly 0, where selu has a kink: tfjs and TensorFlow each take the slope of another side.
    const options = {...optionsFor(model), weights: randomWeights(model, 1)};
    const eager = createEagerTrainer(options, native);
    const graph = graphTrainer(options);
    for (const batch of batches) {
      const [theirs, ours] = [eager.step(batch, learningRate), graph.step(batch, learningRate)];
      expect(ours.correct).toBe(theirs.correct);
      expect(ours.loss).toBeCloseTo(theirs.loss, 5);
    }
    expect(distance(graph.weights(), eager.weights())).toBeLessThan(5e-5);
    expect(distance(graph.save().slots, eager.save().slots)).toBeLessThan(5e-6);
  });

  test('takes a last batch that is smaller', () => {
    if ('missing' in native) return;
    const eager = createEagerTrainer(optionsFor(model), native);
    const graph = graphTrainer(optionsFor(model));
    for (const batch of [batchFor(model, 16, 1), batchFor(model, 5, 2), batchFor(model, 1, 3)]) {
      eager.step(batch, learningRate);
      graph.step(batch, learningRate);
    }
    expect(distance(graph.weights(), eager.weights())).toBeLessThan(1e-5);
  });

  test('makes of bytes what bytes over 255 are, to the bit', () => {
    const [bytes, floats] = [graphTrainer(optionsFor(model)), graphTrainer(optionsFor(model))];
    for (const count of [16, 256, 7]) {
      const [asBytes, asFloats] = bytesFor(model, count, count);
      expect(bytes.step(asBytes, learningRate)).toEqual(floats.step(asFloats, learningRate));
      expect(bytes.evaluate(asBytes.images, asBytes.classes)).toEqual(
        floats.evaluate(asFloats.images, asFloats.classes),
      );
    }
    expect(bytes.save()).toEqual(floats.save());
  });

  test.each(examples)('ends with the same bits each time: %s', (_, model) => {
    const run = () => {
      const trainer = graphTrainer(optionsFor(model));
      return [train(trainer, batches), trainer.save()];
    };
    expect(run()).toEqual(run());
  });

  test.each(examples)('goes on from a saved state to the bits of an undisturbed run: %s', (_, model) => {
    const undisturbed = graphTrainer(optionsFor(model));
    const losses = train(undisturbed, batches);

    const before = graphTrainer(optionsFor(model));
    train(before, batches.slice(0, 7));
    const state = before.save();
    train(before, batches.slice(7, 9));
    before.restore(state);
    expect(train(before, batches.slice(7)), 'restored').toEqual(losses.slice(7));

    const after = graphTrainer({...optionsFor(model), weights: optionsFor(model, 99).weights});
    after.restore(state);
    expect(train(after, batches.slice(7)), 'another trainer').toEqual(losses.slice(7));
    expect(after.save()).toEqual(undisturbed.save());
  });

  test('keeps the statistics of what it saw, of the population that a batch is a sample of', () => {
    const normalised = numbered(
      dense(flatten(batchNorm(input([2, 2, 3]), {momentum: 0.9})), {units: 4, activation: 'softmax'}),
    );
    const trainer = graphTrainer(optionsFor(normalised));
    let [means, variances] = [
      [0, 0, 0],
      [1, 1, 1],
    ];
    for (const batch of [batchFor(normalised, 8, 1), batchFor(normalised, 3, 2)]) {
      trainer.step(batch, learningRate);
      const count = batch.images.length / 3;
      const moments = momentsOf(batch.images, 3);
      const towards = (old: readonly number[], seen: readonly number[]) =>
        old.map((value, channel) => 0.9 * value + 0.1 * (seen[channel] ?? NaN));
      means = towards(means, moments.means);
      variances = towards(
        variances,
        moments.variances.map((variance) => (variance * count) / (count - 1)),
      );
    }
    const kept = new Map(trainer.weights().map(({name, values}) => [name, [...values]]));
    expect(largest(kept.get('batch_norm_1/moving_mean') ?? [], means)).toBeLessThan(1e-6);
    expect(largest(kept.get('batch_norm_1/moving_variance') ?? [], variances)).toBeLessThan(1e-6);
    expect(trainer.save().slots.filter(({name}) => name.includes('moving'))).toEqual([]);
  });

  test.each(examples)('evaluates images in order, in batches that do not show: %s', (_, model) => {
    const trainer = graphTrainer({...optionsFor(model), weights: randomWeights(model, 6)});
    const {images, classes} = batchFor(model, 1100, 4);
    const {loss, correct, probabilities} = trainer.evaluate(images, classes);

    const weights = new Map(randomWeights(model, 6).map(({name, values}) => [name, values]));
    expect(loss).toBeCloseTo(meanLoss(model, {images, classes, weights}), 5);
    const best = Array.from(classes, (_, image) => {
      const row = [...probabilities.subarray(image * 4, image * 4 + 4)];
      expect(row.reduce((sum, probability) => sum + probability)).toBeCloseTo(1, 5);
      return row.indexOf(Math.max(...row));
    });
    expect(correct).toBe(best.filter((choice, image) => choice === classes[image]).length);
    const last = trainer.evaluate(images.subarray(1099 * 64), classes.subarray(1099));
    expect(largest([...last.probabilities], [...probabilities.subarray(1099 * 4)])).toBeLessThan(1e-6);
  });

  test.each(hiddenActivations)('evaluates a normalised convolution with %s behind it', (name) => {
    const normalised = batchNorm(conv2d(input([8, 8, 1]), {filters: 2, kernel: 3, bias: false}));
    const pooled = averagePool(activation(normalised, name));
    const model = numbered(dense(flatten(pooled), {units: 4, activation: 'softmax'}));
    const weights = randomWeights(model, 3);
    const {images, classes} = batchFor(model, 16, 1);
    const {loss} = graphTrainer({...optionsFor(model), weights}).evaluate(images, classes);
    const byName = new Map(weights.map(({name, values}) => [name, values]));
    expect(loss).toBeCloseTo(meanLoss(model, {images, classes, weights: byName}), 5);
  });

  test('leaves the arrays it was given alone, and gives copies', () => {
    const trainer = graphTrainer(optionsFor(model));
    train(trainer, batches);
    const state = trainer.save();
    const copy = structuredClone(state);
    train(trainer, batches);
    expect(state).toEqual(copy);

    // TensorFlow shares memory that begins at a multiple of 64 bytes: one of these offsets.
    for (let offset = 0; offset < 64; offset += 4) {
      const placed = {...state, weights: state.weights.map((weight) => at(offset, weight))};
      trainer.restore(placed);
      expect(placed, `at ${offset}`).toEqual(copy);
      for (const {values} of placed.weights) values.fill(NaN);
      expect(trainer.save(), `at ${offset}`).toEqual(copy);
    }
  });

  test('keeps no tensor, no session and no memory that grows', () => {
    if ('missing' in native) return;
    const {binding} = native;
    const [tensors, models] = [binding.getNumOfTensors(), binding.getNumOfSavedModels()];
    const round = () => {
      const trainer = graphTrainer(optionsFor(model));
      train(trainer, batches);
      trainer.evaluate(batches[0]?.images ?? new Float32Array(), batches[0]?.classes ?? new Uint16Array());
      trainer.restore(trainer.save());
      expect(binding.getNumOfTensors()).toBe(tensors);
      open.splice(0).forEach((each) => each.dispose());
      expect(binding.getNumOfSavedModels()).toBe(models);
    };
    for (let warmUp = 0; warmUp < 10; warmUp++) round();
    const before = process.memoryUsage().rss;
    for (let again = 0; again < 30; again++) round();
    expect(process.memoryUsage().rss - before).toBeLessThan(50e6);
  });

  test('says what of a model it lacks', () => {
    if ('missing' in native) return;
    const flat = flatten(conv2d(input([4, 4, 1]), {filters: 2, kernel: 3}));
    const unsupported = (last: ReturnType<typeof flatten>) =>
      createGraphTrainer(optionsFor(numbered(last)), native);
    expect(unsupported(dense(flat, {units: 3}))).toEqual({
      unsupported: 'a model whose last layer is no softmax',
    });
    const inside = dense(flat, {units: 3, activation: 'softmax'});
    expect(unsupported(dense(inside, {units: 3, activation: 'softmax'}))).toEqual({
      unsupported: 'a softmax before the last layer',
    });
  });
});

/** The same weight at an offset in a buffer of its own. */
const at = (offset: number, {values, ...weight}: Weight): Weight => {
  const placed = new Float32Array(new ArrayBuffer(offset + values.byteLength), offset);
  placed.set(values);
  return {...weight, values: placed};
};

const distance = (ours: readonly Weight[], theirs: readonly Weight[]): number =>
  Math.max(...ours.map(({values}, index) => largest([...values], [...(theirs[index]?.values ?? [])])));

const largest = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((value, index) => Math.abs(value - (b[index] ?? NaN))));
