import {z} from 'zod';
import {models} from '../../ml/models/index.ts';
import {monitors} from '../../ml/monitor.ts';
import {optimisers} from '../../ml/optimisers/index.ts';
import {schedules} from '../../ml/schedules/index.ts';
import type {ParamValue} from '../../runner/param-value.ts';

const defaults = {model: 'cnn', optimiser: 'adam', schedule: 'constant'} as const;

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

type Given = Readonly<Record<string, unknown>>;

/** Params that choose something which brings params of its own, and what there is to choose from. */
const choices: readonly {
  readonly param: keyof typeof defaults;
  readonly from: Readonly<Record<string, {readonly params: z.ZodObject}>>;
}[] = [
  {param: 'model', from: models},
  {param: 'optimiser', from: optimisers},
  {param: 'schedule', from: schedules},
];

/** The chosen ones' params stand beside train's own. What is no known choice lets any choice's pass: the fault is the choice alone. */
export const paramsFor = (given: Given): z.ZodObject => {
  const own = choices.map(({param, from}) => {
    const {[param]: name = defaults[param]} = given;
    const chosen = typeof name === 'string' && Object.hasOwn(from, name) ? from[name] : undefined;
    if (chosen !== undefined) return chosen.params.shape;
    const ofAny = Object.values(from).flatMap((each) => Object.keys(each.params.shape));
    return Object.fromEntries(ofAny.map((each) => [each, z.unknown().optional()]));
  });
  return params.extend(Object.assign({}, ...own) as z.ZodRawShape);
};

/** The code of what was chosen by name. */
export const modulesOf = ({model, optimiser, schedule}: TrainParams): readonly string[] => [
  `ml/models/${model}`,
  `ml/optimisers/${optimiser}`,
  `ml/schedules/${schedule}`,
];

/** What is off is left out of the key, and so is what then has no say: a new option changes nobody's key. */
export const inKey = (given: TrainParams): Readonly<Record<string, ParamValue>> => {
  const {warmup_epochs: warmup, monitor, optimiser, ...others} = given;
  const usual = optimiser === defaults.optimiser ? optimiserDefaults() : {};
  return {
    ...without(others, usual),
    ...(optimiser !== defaults.optimiser && {optimiser}),
    ...(warmup > 0 && {warmup_epochs: warmup}),
    ...(given.schedule === 'plateau' && {monitor}),
  };
};

const optimiserDefaults = (): Given => optimisers[defaults.optimiser]?.params.parse({}) ?? {};

/** Those of `all` that are not what they are in `usual`. */
const without = (
  all: Readonly<Record<string, ParamValue>>,
  usual: Given,
): Readonly<Record<string, ParamValue>> =>
  Object.fromEntries(
    Object.entries(all).filter(([name, value]) => !Object.hasOwn(usual, name) || usual[name] !== value),
  );

/**
 * Why these params make the first epochs of a training depend on how many there are to be, in words that continue
 * "the epochs are no part of a longer training, since"; undefined where a training of 10 epochs is the first half of one of 20.
 * Early stopping and keeping the best weights are no reason: what they decide after an epoch rests on the epochs up to it.
 */
export const dependsOnTotalEpochs = (given: Given): string | undefined => {
  const {schedule: name = defaults.schedule} = given;
  return typeof name === 'string' && Object.hasOwn(schedules, name)
    ? schedules[name]?.dependsOnTotalEpochs
    : undefined;
};
