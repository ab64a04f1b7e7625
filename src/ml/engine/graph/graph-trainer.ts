import type {Backend} from '../../backend.ts';
import {inputShapeOf} from '../../models/nodes.ts';
import type {Images} from '../images.ts';
import type {Trainer, TrainerOptions, TrainerState, Weight} from '../trainer.ts';
import type {Feed} from './feed.ts';
import {openSession} from './session.ts';
import {takeApart} from './take-apart.ts';
import {buildTrainingGraph} from './training-graph.ts';
import type {Variable} from './variable.ts';

/**
 * Trains a model as one TensorFlow graph: a step is one call into TensorFlow, which sees forward pass, backward pass and
 * optimiser as a whole. Where a model has what the engine lacks, it says so instead.
 */
export const createGraphTrainer = (
  options: TrainerOptions,
  {binding}: Extract<Backend, {engine: 'tensorflow'}>,
): Trainer | {readonly unsupported: string} => {
  const apart = takeApart(options.model);
  if (!apart.ok) return {unsupported: apart.unsupported};

  const imageShape = inputShapeOf(options.model);
  const graph = buildTrainingGraph(options, apart.scores, imageShape);
  const session = openSession(binding, graph.nodes);
  let stepsDone = 0;

  const feedImages = (images: Images, classes: Uint16Array): readonly Feed[] => [
    {
      tensor: images instanceof Float32Array ? graph.images : graph.bytes,
      shape: [classes.length, ...imageShape],
      values: images,
    },
    {tensor: graph.classes, shape: [classes.length], values: Int32Array.from(classes)},
  ];

  const read = (variables: readonly Variable[]): readonly Weight[] => {
    // Plain gradient descent has no slots, and TensorFlow refuses to fetch nothing.
    if (variables.length === 0) return [];
    const values = session.run(
      [],
      variables.map(({value}) => value),
    );
    return variables.map(({name, shape}, index) => ({name, shape, values: at(values, index)}));
  };

  const restore = (state: TrainerState): void => {
    const given = new Map([...state.weights, ...state.slots].map(({name, values}) => [name, values]));
    session.run(
      [...graph.weights, ...graph.slots].map(({name, shape, fed}) => {
        const values = given.get(name);
        if (values === undefined) throw new Error(`the state to restore lacks ${name}`);
        return {tensor: fed, shape, values};
      }),
      [graph.restored],
    );
    stepsDone = state.step;
  };

  restore({
    step: 0,
    weights: options.weights,
    slots: graph.slots.map(({name, shape}) => ({name, shape, values: new Float32Array(size(shape))})),
  });

  return {
    kind: 'graph',
    step: ({images, classes}, learningRate) => {
      const [metrics] = session.run(
        [
          ...feedImages(images, classes),
          {tensor: graph.stepsDone, shape: [], values: int64(stepsDone)},
          ...graph.optimiserFeeds(stepsDone, learningRate),
        ],
        [graph.trained],
      );
      stepsDone++;
      const [loss = NaN, correct = NaN] = metrics ?? [];
      return {loss, correct};
    },
    evaluate: (images, classes) => {
      const imageSize = size(imageShape);
      const probabilities = new Float32Array(classes.length * size(options.model.shape));
      let [loss, correct] = [0, 0];
      for (let start = 0; start < classes.length; start += evaluationBatch) {
        const end = Math.min(start + evaluationBatch, classes.length);
        const [chunk = [], [chunkLoss = NaN, chunkCorrect = NaN] = []] = session.run(
          feedImages(images.subarray(start * imageSize, end * imageSize), classes.subarray(start, end)),
          [graph.probabilities, graph.evaluated],
        );
        probabilities.set(chunk, start * size(options.model.shape));
        loss += chunkLoss;
        correct += chunkCorrect;
      }
      return {loss: loss / classes.length, correct, probabilities};
    },
    weights: () => read(graph.weights),
    save: () => ({step: stepsDone, weights: read(graph.weights), slots: read(graph.slots)}),
    restore,
    dispose: () => session.close(),
  };
};

/** Images at a time: enough to keep the cores busy, 50 MB for the first layer of the study's CNN. */
const evaluationBatch = 512;

const size = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);

const int64 = (value: number): Int32Array => new Int32Array(BigInt64Array.of(BigInt(value)).buffer);

const at = <T>(values: readonly T[], index: number): T => {
  const value = values[index];
  if (value === undefined) throw new Error('fewer tensors came back than were fetched');
  return value;
};
