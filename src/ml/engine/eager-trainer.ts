import type * as Tf from '@tensorflow/tfjs';
import type {Backend} from '../backend.ts';
import {inputShapeOf, nodesOf} from '../models/nodes.ts';
import {weightShapes} from '../models/weights.ts';
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
  const all = options.weights.map(({name, shape, values}) => ({name, shape, weight: values.slice()}));
  const ofLayers = new Map(
    nodesOf(model).flatMap((node) => weightShapes(node).map((each) => [each.name, each])),
  );
  const isStatistic = ({name}: {readonly name: string}): boolean => ofLayers.get(name)?.statistic ?? false;
  const statistics = all.filter(isStatistic);
  const trained = all
    .filter((weight) => !isStatistic(weight))
    .map(({name, shape, weight}) => ({
      name,
      shape,
      weight,
      slots: new Map(optimiser.slots.map((slot) => [slot, new Float32Array(weight.length)])),
    }));
  let stepsDone = 0;

  const imageTensor = (images: Images, count: number): Tf.Tensor =>
    tf.tensor(asFloats(images), [count, ...image], 'float32');
  const tensorsOf = (weights: typeof all): Tf.Tensor[] =>
    weights.map(({weight, shape}) => tf.tensor(weight, [...shape], 'float32'));
  /** `tensors` are those of `trained`, then those of `statistics`. */
  const lookUp = (tensors: readonly Tf.Tensor[]): ((name: string) => Tf.Tensor) => {
    const byName = new Map([...trained, ...statistics].map(({name}, index) => [name, tensors[index]]));
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
      const kept = new Map<string, Float32Array>();
      const keep = (name: string, value: Tf.Tensor): void => void kept.set(name, floats(value));
      tf.tidy(() => {
        const x = imageTensor(images, count);
        const statisticTensors = tensorsOf(statistics);
        const {value, grads} = tf.valueAndGrads((...weights: Tf.Tensor[]) => {
          const scores = forward(model, x, {
            tf,
            ops,
            weight: lookUp([...weights, ...statisticTensors]),
            training: {mask, keep},
          });
          correct = countCorrect(floats(scores), classes);
          return tf.mean(losses(tf, scores, classes, options.loss));
        })(tensorsOf(trained));
        loss = floats(value)[0] ?? NaN;
        gradients = grads.map(floats);
      });
      trained.forEach(({name, weight}, index) =>
        addPenalty(gradients[index], weight, ofLayers.get(name)?.l2 ?? 0),
      );
      clipGradients(gradients, options.clipping);
      const move = optimiser.eager.step(stepsDone, learningRate);
      trained.forEach(({name, weight, slots}, index) => {
        const gradient = gradients[index];
        if (gradient === undefined) throw new Error(`${name} has no gradient`);
        move({values: weight, gradient, slot: (slot) => slotOf(slots, slot)});
      });
      for (const {name, weight} of statistics) weight.set(kept.get(name) ?? []);
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
          const scores = forward(model, x, {tf, ops, weight: lookUp(tensorsOf([...trained, ...statistics]))});
          probabilities.set(floats(tf.softmax(scores)), start * outputs);
          loss += floats(losses(tf, scores, part)).reduce((sum, each) => sum + each, 0);
          correct += countCorrect(floats(scores), part);
        });
      }
      return {loss: loss / classes.length, correct, probabilities};
    },
    weights: () => all.map(({name, shape, weight}) => ({name, shape, values: weight.slice()})),
    save: () => ({
      step: stepsDone,
      weights: all.map(({name, shape, weight}) => ({name, shape, values: weight.slice()})),
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
      for (const {name, weight} of all) take(weight, name);
      for (const {name, slots} of trained) {
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

/** Adds the gradient of λ · Σ w². */
const addPenalty = (gradient: Float32Array | undefined, weight: Float32Array, l2: number): void => {
  if (l2 === 0) return;
  gradient?.forEach((value, index) => (gradient[index] = value + 2 * l2 * (weight[index] ?? 0)));
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
