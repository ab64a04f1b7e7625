import {z} from 'zod';
import {drivenStages} from './driven-stages.ts';

/** Stages with the shape of a study: every kind of param and input. Nothing here computes. */
export const studyStages = () =>
  drivenStages({
    download: {
      lane: 'network',
      params: z.object({
        source: z.enum(['auto', 'kaggle', 'file', 'sample']).default('auto'),
        dataset: z
          .string()
          .regex(/^\w+\/\w+$/, 'must be owner/name')
          .default('owner/name'),
      }),
    },
    preprocess: {
      inputs: ['raw'],
      params: z.object({split: z.array(z.number().min(0).max(1)).length(2).optional()}),
    },
    train: {
      lane: 'training',
      inputs: ['dataset'],
      optional: ['start'],
      params: trainParams,
      paramsFor: ({model}) =>
        model === 'mlp'
          ? trainParams.extend({units: z.int().min(1).default(128)})
          : trainParams.extend({filters: z.int().min(1).default(32)}),
      weight: (params) => Number(params['epochs']),
    },
    evaluate: {inputs: ['model', 'dataset'], params: z.object({})},
  });

const trainParams = z.object({
  model: z.enum(['mlp', 'cnn']).default('cnn'),
  epochs: z.int().min(1).max(1000).default(20),
  learning_rate: z.number().positive().default(0.001),
  threads: z.union([z.literal('auto'), z.int().min(1)]).default('auto'),
  shuffle: z.boolean().default(true),
});
