import {readFileSync} from 'node:fs';
import {z} from 'zod';
import {clippingKinds} from '../../src/ml/engine/clipping.ts';
import {optimisers} from '../../src/ml/optimisers/index.ts';
import {createOptimiser} from '../../src/ml/optimisers/optimiser-definition.ts';
import type {KerasRun} from './keras-run.ts';
import {readKerasSteps} from './keras-steps.ts';

/** The trainings that test/fixtures/make_keras_optimisers.py had Keras do. */
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
