import {readFileSync} from 'node:fs';
import {z} from 'zod';
import type {Batch, TrainerOptions, Weight} from '../../src/ml/engine/trainer.ts';
import {buildModel} from '../../src/ml/models/build-model.ts';
import {cnn} from '../../src/ml/models/cnn.ts';
import type {Node} from '../../src/ml/models/declaration.ts';
import {initialWeights} from '../../src/ml/models/weights.ts';
import {adam} from '../../src/ml/optimisers/adam.ts';
import {createOptimiser} from '../../src/ml/optimisers/optimiser-definition.ts';
import {smallBranched} from '../unit/ml/engine/graph/examples.ts';
import type {KerasRun} from './keras-run.ts';

/** What test/fixtures/make_keras_steps.py wrote: how Keras trained a model from given weights on given batches. */
export interface KerasSteps {
  /** The same model and weights, for a trainer of ours. */
  readonly options: TrainerOptions;
  readonly batches: readonly Batch[];
  /** By run and then by the number of steps done, in the order of `options.weights`. */
  readonly weights: (run: string, steps: number) => readonly Weight[];
  readonly losses: (run: string) => readonly number[];
  readonly steps: readonly number[];
}

export const readKerasSteps = (file: string | URL): KerasSteps => {
  const recorded = schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  const {image, batch} = recorded;
  const model = modelOf(recorded);

  const order = initialWeights(model, 1).map(({name}) => recorded.names.indexOf(name));
  if (order.length !== recorded.names.length || order.includes(-1))
    throw new Error(`the weights on record are not the model's: ${recorded.names.join(', ')}`);
  const named = (values: readonly Float32Array[]): readonly Weight[] =>
    order.map((at) => ({
      name: recorded.names[at] ?? '',
      shape: recorded.shapes[at] ?? [],
      values: values[at] ?? new Float32Array(),
    }));
  const of = (run: string) => {
    const found = recorded.runs[run];
    if (found === undefined) throw new Error(`there is no run ${run}`);
    return found;
  };

  const pixels = Float32Array.from(bytes(recorded.images), (grey) => grey / 255);
  const labels = new Uint16Array(bytes(recorded.labels).buffer);
  const batchSize = batch * image * image;
  return {
    options: {
      model,
      weights: named(recorded.initial.map(floats)),
      seed: 1,
      batchSize: batch,
      optimiser: createOptimiser(adam),
    },
    batches: Array.from({length: labels.length / batch}, (_, index) => ({
      images: pixels.slice(index * batchSize, (index + 1) * batchSize),
      classes: labels.slice(index * batch, (index + 1) * batch),
      count: batch,
    })),
    weights: (run, steps) => named((of(run).weights[String(steps)] ?? []).map(floats)),
    losses: (run) => of(run).losses,
    steps: recorded.steps,
  };
};

/** Of a CNN as Keras comes and in double precision; of branches, batch normalisation and all as Keras comes. */
export const kerasStepRuns = (): readonly KerasRun[] =>
  (
    [
      ['keras-steps.json', 'keras-float32'],
      ['keras-steps.json', 'exact'],
      ['keras-steps-branched.json', 'keras-float32'],
    ] as const
  ).map(([file, run]) => {
    const keras = readKerasSteps(new URL(`../fixtures/${file}`, import.meta.url));
    return {
      name: `${file}, ${run}`,
      options: keras.options,
      learningRate: 0.001,
      batches: keras.batches,
      losses: keras.losses(run),
      weights: new Map(keras.steps.map((steps) => [steps, keras.weights(run, steps)])),
    };
  });

const modelOf = ({model, filters, units, image, classes}: Recorded): Node => {
  if (model === 'branched') return smallBranched();
  const built = buildModel(cnn, {image: [image, image, 1], params: {filters, units, dropout: 0}, classes});
  if (!built.ok) throw new Error('the images are too small');
  return built.model;
};

const bytes = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(text, 'base64'));
const floats = (text: string): Float32Array => new Float32Array(bytes(text).buffer);

const schema = z.object({
  model: z.enum(['cnn', 'branched']).default('cnn'),
  filters: z.array(z.int()),
  units: z.int(),
  image: z.int(),
  batch: z.int(),
  classes: z.int(),
  steps: z.array(z.int()),
  names: z.array(z.string()),
  shapes: z.array(z.array(z.int())),
  initial: z.array(z.string()),
  images: z.string(),
  labels: z.string(),
  runs: z.record(
    z.string(),
    z.object({losses: z.array(z.number()), weights: z.record(z.string(), z.array(z.string()))}),
  ),
});
type Recorded = z.output<typeof schema>;
