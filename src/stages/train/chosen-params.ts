import {z} from 'zod';
import {models} from '../../ml/models/index.ts';
import {optimisers} from '../../ml/optimisers/index.ts';
import {schedules} from '../../ml/schedules/index.ts';
import {defaults, params, type TrainParams} from './params.ts';

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
  const {folds, patience} = given;
  return params.extend({
    ...(Object.assign({}, ...own) as z.ZodRawShape),
    fold: params.shape.fold
      .unwrap()
      .max(typeof folds === 'number' ? folds : 5)
      .default(1),
    keep: params.shape.keep.unwrap().default(typeof patience === 'number' && patience > 0 ? 'best' : 'last'),
  });
};

/** The code of what was chosen by name. */
export const modulesOf = ({model, optimiser, schedule}: TrainParams): readonly string[] => [
  `ml/models/${model}`,
  `ml/optimisers/${optimiser}`,
  `ml/schedules/${schedule}`,
];

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
