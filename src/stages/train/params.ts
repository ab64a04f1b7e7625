import {z} from 'zod';
import {clippingKinds} from '../../ml/engine/clipping.ts';
import {models} from '../../ml/models/index.ts';
import {monitors} from '../../ml/monitor.ts';
import {optimisers} from '../../ml/optimisers/index.ts';
import {schedules} from '../../ml/schedules/index.ts';

/** What is chosen by name where nothing is said. */
export const defaults = {model: 'cnn', optimiser: 'adam', schedule: 'constant'} as const;

export const params = z.object({
  model: z
    .enum(Object.keys(models))
    .default(defaults.model)
    .describe('Which model; it brings params of its own.'),
  epochs: z.int().min(1).max(100_000).default(20).describe('How often all training images are gone through.'),
  batch_size: z.int().min(1).max(65_536).default(256).describe('Images in one step.'),
  optimiser: z
    .enum(Object.keys(optimisers))
    .default(defaults.optimiser)
    .describe('How a step moves the weights; each optimiser brings params of its own.'),
  learning_rate: z
    .number()
    .gt(0)
    .max(10)
    .default(0.001)
    .describe(
      'The factor on a step (α): with adam about how far a weight moves in one. A schedule goes from there.',
    ),
  schedule: z
    .enum(Object.keys(schedules))
    .default(defaults.schedule)
    .describe('How the learning rate goes over the epochs; each schedule brings params of its own.'),
  warmup_epochs: z
    .number()
    .min(0)
    .max(100_000)
    .default(0)
    .describe(
      'For how many epochs, or which part of one, the learning rate rises before the schedule begins.',
    ),
  monitor: z
    .enum(monitors)
    .default('val_loss')
    .describe('By which number epochs are held against each other.'),
  patience: z
    .int()
    .min(0)
    .max(100_000)
    .default(0)
    .describe('After how many epochs in a row without improvement the training ends early; 0: it does not.'),
  min_delta: z
    .number()
    .min(0)
    .max(1000)
    .default(0)
    .describe('By how much an epoch must be better than the best so far to count as an improvement.'),
  keep: z
    .enum(['last', 'best'])
    .optional()
    .describe("Which epoch's weights are left: best where patience is given, else last."),
  clipping: z
    .enum(['none', ...clippingKinds])
    .default('none')
    .describe('What of the gradients is kept short: each number, each weight tensor, or all as one.'),
  clip_at: z.number().gt(0).max(1e6).default(1).describe('How long they may be.'),
  label_smoothing: z
    .number()
    .min(0)
    .lt(1)
    .default(0)
    .describe('Which part of each label is spread evenly over all classes.'),
  class_weights: z
    .union([z.enum(['none', 'balanced']), z.array(z.number().min(0).max(1e6)).min(1)])
    .default('none')
    .describe(
      'The factor on the loss of each class: balanced makes rare ones count as much as frequent ones; ' +
        'a list has one number a class, in the order of the labels.',
    ),
  validation: z
    .enum(['test', 'split', 'folds'])
    .default('test')
    .describe(
      'What each epoch is validated on: the test split, a part of the train split, or one of its folds.',
    ),
  validation_split: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.1)
    .describe('Which part of the train split validates, where that is on a split.'),
  folds: z
    .int()
    .min(2)
    .max(1000)
    .default(5)
    .describe('Into how many parts the train split is cut, where one of its folds validates.'),
  fold: z.int().min(1).max(1000).default(1).describe('Which of the folds validates, from 1.'),
  split_seed: z
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .default(1)
    .describe('Decides which images validate, apart from seed: trainings of other seeds share their split.'),
  top_k: z
    .int()
    .min(0)
    .max(1000)
    .default(0)
    .describe('Records how often the right class is among so many most probable; 0: does not.'),
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
