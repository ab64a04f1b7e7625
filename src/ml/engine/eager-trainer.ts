import type * as Tf from '@tensorflow/tfjs';
import type {Backend} from '../backend.ts';
import {inputShapeOf} from '../models/nodes.ts';
import {dropoutMask} from './dropout-mask.ts';
import {clipGradients} from './eager-clipping.ts';
import {forward} from './eager-forward.ts';
import {losses} from './eager-loss.ts';
import {eagerOps} from './eager-ops.ts';
import {asFloats, type Images} from './images.ts';
import type {Trainer, TrainerOptions, TrainerState, Weight} from './trainer.ts';

/**
 * Trains a model op by op through tfjs, whose tape finds the gradients: it works on every engine and for every layer that has a
 * forward pass. Weights and slots lie in JavaScript; nothing is left on the engine between steps.
 */
export const createEagerTrainer = (options: TrainerOptions, backend: Backend): Trainer => {
  const {tf} = backend;
  const {model, seed, optimiser} = options;
  const ops = eagerOps(backend);
  const image = inputShapeOf(model);
  const imageSize = image.reduce((product, length) => product * length, 1);
  const trained = options.weights.map(({name, shape, values}) => ({
    name,
    shape,
    weight: values.slice(),
    slots: new Map(optimiser.slots.map((slot) => [slot, new Float32Array(values.length)])),
  }));
  let stepsDone = 0;

  const imageTensor = (images: Images, count: number): Tf.Tensor =>
    tf.tensor(asFloats(images), [count, ...image], 'float32');
  const weightTensors = (): Tf.Tensor[] =>
    trained.map(({weight, shape}) => tf.tensor(weight, [...shape], 'float32'));
  const lookUp = (tensors: readonly Tf.Tensor[]): ((name: string) => Tf.Tensor) => {
    const byName = new Map(trained.map(({name}, index) => [name, tensors[index]]));
    return (name) => {
      const tensor = byName.get(name);
      if (tensor === undefined) throw new Error(`there is no weight ${name}`);
      return tensor;
    };
  };
  const mask = (node: string, rate: number, count: number): Float32Array =>
    dropoutMask({seed, node, step: stepsDone, rate, count});

  return {
    kind: 'eager',
    step: ({images, classes, count}, learningRate) => {
      // Handed out past `tidy`, which would look for tensors in each number of what it returns.
      let [loss, correct] = [NaN, 0];
      let gradients: readonly Float32Array[] = [];
      tf.tidy(() => {
        const x = imageTensor(images, count);
        const {value, grads} = tf.valueAndGrads((...weights: Tf.Tensor[]) => {
          const scores = forward(model, x, {tf, ops, weight: lookUp(weights), mask});
          correct = countCorrect(floats(scores), classes);
          return tf.mean(losses(tf, scores, classes, options.loss));
        })(weightTensors());
        loss = floats(value)[0] ?? NaN;
        gradients = grads.map(floats);
      });
      clipGradients(gradients, options.clipping);
      const move = optimiser.eager.step(stepsDone, learningRate);
      trained.forEach(({name, weight, slots}, index) => {
        const gradient = gradients[index];
        if (gradient === undefined) throw new Error(`${name} has no gradient`);
        move({values: weight, gradient, slot: (slot) => slotOf(slots, slot)});
      });
      stepsDone++;
      return {loss, correct};
    },
    evaluate: (images, classes) => {
      const outputs = options.model.shape[0] ?? 0;
      const probabilities = new Float32Array(classes.length * outputs);
      let [loss, correct] = [0, 0];
      for (let start = 0; start < classes.length; start += evaluationBatch) {
        const end = Math.min(start + evaluationBatch, classes.length);
        const part = classes.subarray(start, end);
        tf.tidy(() => {
          const x = imageTensor(images.subarray(start * imageSize, end * imageSize), end - start);
          const scores = forward(model, x, {tf, ops, weight: lookUp(weightTensors())});
          probabilities.set(floats(tf.softmax(scores)), start * outputs);
          loss += floats(losses(tf, scores, part)).reduce((sum, each) => sum + each, 0);
          correct += countCorrect(floats(scores), part);
        });
      }
      return {loss: loss / classes.length, correct, probabilities};
    },
    weights: () => trained.map(({name, shape, weight}) => ({name, shape, values: weight.slice()})),
    save: () => ({
      step: stepsDone,
      weights: trained.map(({name, shape, weight}) => ({name, shape, values: weight.slice()})),
      slots: optimiser.slots.flatMap((slot) =>
        trained.map(({name, shape, slots}): Weight => ({
          name: `${slot}/${name}`,
          shape,
          values: slotOf(slots, slot).slice(),
        })),
      ),
    }),
    restore: (state: TrainerState) => {
      const given = new Map([...state.weights, ...state.slots].map(({name, values}) => [name, values]));
      const take = (into: Float32Array, name: string): void => {
        const values = given.get(name);
        if (values === undefined) throw new Error(`the state to restore lacks ${name}`);
        into.set(values);
      };
      for (const {name, weight, slots} of trained) {
        take(weight, name);
        for (const [slot, values] of slots) take(values, `${slot}/${name}`);
      }
      stepsDone = state.step;
    },
    dispose: () => undefined,
  };
};

/** Images at a time: enough to keep the cores busy, 50 MB for the first layer of the study's CNN. */
const evaluationBatch = 512;

const slotOf = (slots: ReadonlyMap<string, Float32Array>, name: string): Float32Array => {
  const slot = slots.get(name);
  if (slot === undefined) throw new Error(`the optimiser has no slot ${name}`);
  return slot;
};

const floats = (tensor: Tf.Tensor): Float32Array => new Float32Array(tensor.dataSync());

/** Of how many images the class has the largest score; among equal ones the first counts. */
const countCorrect = (scores: Float32Array, classes: Uint16Array): number => {
  const outputs = scores.length / classes.length;
  let correct = 0;
  classes.forEach((truth, image) => {
    let best = 0;
    for (let index = 1; index < outputs; index++) {
      if ((scores[image * outputs + index] ?? 0) > (scores[image * outputs + best] ?? 0)) best = index;
    }
    if (best === truth) correct++;
  });
  return correct;
};
