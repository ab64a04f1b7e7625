import {readFileSync} from 'node:fs';
import {z} from 'zod';
import type {Batch, TrainerOptions, Weight} from '../../src/ml/engine/trainer.ts';
import {buildModel} from '../../src/ml/models/build-model.ts';
import {cnn} from '../../src/ml/models/cnn.ts';
import {adam} from '../../src/ml/optimisers/adam.ts';
import {createOptimiser} from '../../src/ml/optimisers/optimiser-definition.ts';

/** What test/fixtures/make_keras_steps.py wrote: how Keras trained a CNN from given weights on given batches. */
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
  const {filters, units, image, batch, classes} = recorded;
  const built = buildModel(cnn, {image: [image, image, 1], params: {filters, units, dropout: 0}, classes});
  if (!built.ok) throw new Error('the images are too small');

  const named = (values: readonly Float32Array[]): readonly Weight[] =>
    recorded.names.map((name, index) => ({
      name,
      shape: recorded.shapes[index] ?? [],
      values: values[index] ?? new Float32Array(),
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
      model: built.model,
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

const bytes = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(text, 'base64'));
const floats = (text: string): Float32Array => new Float32Array(bytes(text).buffer);

const schema = z.object({
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
