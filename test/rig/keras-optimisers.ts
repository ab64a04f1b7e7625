import {readFileSync} from 'node:fs';
import {z} from 'zod';
import {clippingKinds} from '../../src/ml/engine/clipping.ts';
import type {Batch, Trainer, TrainerOptions, Weight} from '../../src/ml/engine/trainer.ts';
import {optimisers} from '../../src/ml/optimisers/index.ts';
import {createOptimiser} from '../../src/ml/optimisers/optimiser-definition.ts';
import {readKerasSteps} from './keras-steps.ts';

/** A training as Keras did it: see test/fixtures/make_keras_optimisers.py. */
export interface KerasRun {
  readonly name: string;
  /** The same, for a trainer of ours. */
  readonly options: TrainerOptions;
  readonly learningRate: number;
  readonly batches: readonly Batch[];
  readonly losses: readonly number[];
  /** After how many steps → weights, in the order of `options.weights`. */
  readonly weights: ReadonlyMap<number, readonly Weight[]>;
}

export const readKerasRuns = (): readonly KerasRun[] => {
  const fixture = (name: string) => new URL(`../fixtures/${name}`, import.meta.url);
  const {options, batches} = readKerasSteps(fixture('keras-steps.json'));
  const {runs} = schema.parse(JSON.parse(readFileSync(fixture('keras-optimisers.json'), 'utf8')));
  return Object.entries(runs).map(([name, {given, losses, weights}]) => {
    const {optimiser, learning_rate: learningRate, clipping, clip_at: at, ...params} = given;
    const {label_smoothing: labelSmoothing, class_weights: classWeights, ...own} = params;
    const definition = optimisers[optimiser];
    if (definition === undefined) throw new Error(`there is no optimiser ${optimiser}`);
    return {
      name,
      learningRate,
      batches,
      losses,
      options: {
        ...options,
        optimiser: createOptimiser(definition, own),
        ...(clipping !== undefined && at !== undefined && {clipping: {by: clipping, at}}),
        loss: {
          ...(labelSmoothing !== undefined && {labelSmoothing}),
          ...(classWeights !== undefined && {classWeights}),
        },
      },
      weights: new Map(
        Object.entries(weights).map(([steps, values]) => [
          Number(steps),
          options.weights.map(({name: weight, shape}, index) => ({
            name: weight,
            shape,
            values: new Float32Array(Uint8Array.from(Buffer.from(values[index] ?? '', 'base64')).buffer),
          })),
        ]),
      ),
    };
  });
};

/** How far the trainer's losses and weights are from Keras' in this run, at most. */
export const distanceFromKeras = (
  trainer: Trainer,
  {batches, learningRate, losses, weights}: KerasRun,
): {readonly loss: number; readonly weights: number} => {
  let [loss, weight] = [0, 0];
  batches.forEach((batch, index) => {
    const step = trainer.step(batch, learningRate);
    loss = Math.max(loss, Math.abs(step.loss - (losses[index] ?? NaN)));
    const theirs = weights.get(index + 1);
    if (theirs === undefined) return;
    trainer.weights().forEach(({values}, place) => {
      values.forEach((value, at) => {
        weight = Math.max(weight, Math.abs(value - (theirs[place]?.values[at] ?? NaN)));
      });
    });
  });
  return {loss, weights: weight};
};

const schema = z.object({
  runs: z.record(
    z.string(),
    z.object({
      given: z.looseObject({
        optimiser: z.string().default('adam'),
        learning_rate: z.number(),
        clipping: z.enum(clippingKinds).optional(),
        clip_at: z.number().optional(),
        label_smoothing: z.number().optional(),
        class_weights: z.array(z.number()).optional(),
      }),
      losses: z.array(z.number()),
      weights: z.record(z.string(), z.array(z.string())),
    }),
  ),
});
