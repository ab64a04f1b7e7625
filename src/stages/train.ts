import {z} from 'zod';
import {models} from '../ml/models/index.ts';
import type {Result} from '../runner/failure.ts';
import {defineStage, type StageWork} from '../runner/stage-definition.ts';

const defaultModel = 'cnn';

const params = z.object({
  model: z
    .enum(Object.keys(models))
    .default(defaultModel)
    .describe('Which model; it brings params of its own.'),
  epochs: z.int().min(1).max(100_000).default(20).describe('How often all training images are gone through.'),
  batch_size: z.int().min(1).max(65_536).default(256).describe('Images in one step.'),
  learning_rate: z
    .number()
    .gt(0)
    .max(10)
    .default(0.001)
    .describe("About how far a weight moves in one step (Adam's α)."),
  seed: z
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .default(1)
    .describe('Decides first weights, the order of images, dropout and augmentation.'),
  threads: z
    .union([z.literal('auto'), z.int().min(1).max(256)])
    .default('auto')
    .describe(
      'Cores to compute with. auto: all for a lone training, else a fair share; the count taken is on record. ' +
        'A number is exact and part of the result: other counts round differently.',
    ),
});
export type TrainParams = z.output<typeof params>;

/** A model's own params stand beside these. One of no known model lets any model's pass: the fault is `model` alone. */
const paramsFor = (given: Readonly<Record<string, unknown>>): z.ZodObject => {
  const {model: name = defaultModel} = given;
  const model = typeof name === 'string' && Object.hasOwn(models, name) ? models[name] : undefined;
  if (model !== undefined) return params.extend(model.params.shape);
  const ofAny = Object.values(models).flatMap((each) => Object.keys(each.params.shape));
  return params.extend(Object.fromEntries(ofAny.map((name) => [name, z.unknown().optional()])));
};

/** Params of which it is known that no epoch depends on how many will follow, whatever their values. */
const freeOfTotal: readonly string[] = [
  'model',
  'epochs',
  'batch_size',
  'learning_rate',
  'seed',
  'threads',
] satisfies readonly (keyof TrainParams)[];

/**
 * Whether a training of fewer epochs is the beginning of this one. Params that are not known to leave it so are taken to break it, unless they
 * stand at their defaults; a model's own decide nothing about epochs.
 */
const isPrefix = (given: Readonly<Record<string, unknown>>): true | string => {
  const doubtful = Object.entries(params.parse({})).find(
    ([name, value]) => !freeOfTotal.includes(name) && JSON.stringify(given[name]) !== JSON.stringify(value),
  );
  return doubtful === undefined || `with ${doubtful[0]} an epoch may depend on how many follow`;
};

/**
 * Trains a model on the train split, and validates on the test split after each epoch. The artifact: `model/` (a tfjs
 * LayersModel), `labels.json`, `summary.json`, `summary.txt`, `history.json`, and the figure `curves`.
 */
export const train = defineStage({
  name: 'train',
  summary: 'Trains a model, and records loss and accuracy of every epoch.',
  params,
  paramsFor,
  inputs: {
    dataset: {doc: 'A data set, as `preprocess` or `augment` leaves it; a policy in it is applied.'},
    augmentation: {
      doc: 'What `augment` leaves, where `dataset` is without its policy.',
      optional: true,
    },
  },
  lane: 'training',
  place: 'child',
  numeric: true,
  loads: ({model}) => [`ml/models/${model}`],
  prefix: {param: 'epochs', holds: isPrefix},
  weight: ({epochs}) => epochs,
  run: (work) => run(work),
});

const run = async (work: StageWork<TrainParams>): Promise<Result<void>> => {
  const {trainFolder} = await import('./train/train-folder.ts');
  return trainFolder({...work, params: params.parse(work.params), own: work.params});
};
