import {z} from 'zod';
import {type Augmentation, optionDefaults} from '../ml/augmentations/augmentation.ts';
import {fillNames} from '../ml/augmentations/fill-modes.ts';
import {augmentations, paramName} from '../ml/augmentations/index.ts';
import type {AugmentationPolicy} from '../ml/augmentations/policy.ts';
import {ok, type Result} from '../runner/failure.ts';
import {defineStage, type StageWork} from '../runner/stage-definition.ts';

const params = z.object({
  mode: z
    .enum(['online', 'offline'])
    .default('online')
    .describe(
      'online: drawn afresh for every epoch while training. offline: drawn once, kept as a larger data set.',
    ),
  copies: z
    .int()
    .min(1)
    .max(100)
    .default(1)
    .describe('How many changed copies of each training image stand beside it (offline only).'),
  seed: z
    .int()
    .min(0)
    .max(0xffffffff)
    .default(1)
    .describe('Decides the copies (offline only; online, training decides).'),
  fill: z
    .enum(fillNames)
    .default('nearest')
    .describe(
      'What stands where a moved image left nothing: its nearest edge, a constant grey, its mirror image (reflect), or the image again (wrap).',
    ),
  fill_value: z.int().min(0).max(255).default(0).describe('The grey level, 0–255, of `fill: constant`.'),
  preview: z.int().min(1).max(62).default(8).describe('How many labels the before-and-after sheet shows.'),
  // Each augmentation brings its own.
  ...Object.fromEntries(augmentations.map((each) => [paramName(each), each.param])),
  ...Object.fromEntries(augmentations.flatMap(({options = {}}) => Object.entries(options))),
});
type Params = z.output<typeof params>;

/**
 * Says how training images are changed. The artifact: the data set (`dataset.ts`), larger when offline, and online
 * `policy.json` for training to apply; and the sheet `preview`. With nothing on, the data set as it came.
 */
export const augment = defineStage({
  name: 'augment',
  summary:
    'Changes training images a little, so that a model cannot learn them by heart: turns, zooms, shifts, noise.',
  params,
  inputs: {dataset: {doc: 'A data set, as `preprocess` leaves it.'}},
  lane: 'light',
  place: 'child',
  numeric: false,
  loads: (given) => activeIn(given).map(({name}) => `ml/augmentations/${name}`),
  decisive: (given) => resolve(given).params,
  resolve: (given) => Promise.resolve(ok(resolve(given))),
  run: (work) => run({...work, params: params.parse(work.params)}),
});

/** What is off, and what has no say in the result, is left out: a new augmentation changes nobody's key. */
const resolve = (given: Params) => {
  const {strengths, options, fill, fillValue} = policyOf(given);
  const {mode, copies, seed, preview} = given;
  if (Object.keys(strengths).length === 0) {
    return {params: {}, note: 'No augmentation is on: training takes the images as they are.'};
  }
  return {
    params: {
      mode,
      ...(moves(given) && {fill}),
      ...(fillValue !== undefined && {fill_value: fillValue}),
      preview,
      ...strengths,
      ...options,
      ...(mode === 'offline' && {copies, seed}),
    },
  };
};

/** Only what is on, and of its options those that are not at their default. */
const policyOf = (given: Params): AugmentationPolicy => {
  const active = activeIn(given);
  const all: Readonly<Record<string, unknown>> = given;
  const options = active.flatMap((each) =>
    Object.entries(optionDefaults(each)).flatMap(([name, byDefault]) => {
      const value = all[name];
      const chosen = (typeof value === 'number' || typeof value === 'string') && value !== byDefault;
      return chosen ? [[name, value] as const] : [];
    }),
  );
  const fill = moves(given) ? given.fill : 'nearest';
  return {
    strengths: Object.fromEntries(active.map((each) => [paramName(each), strengthIn(given, each)])),
    ...(options.length > 0 && {options: Object.fromEntries(options)}),
    fill,
    ...(fill === 'constant' && {fillValue: given.fill_value}),
  };
};

/** The augmentations that are on. */
const activeIn = (given: Readonly<Record<string, unknown>>): readonly Augmentation[] =>
  augmentations.filter((each) => strengthIn(given, each) !== 0);

/** Whether anything moves the picture, so that it matters what is beyond its edges. */
const moves = (given: Params): boolean => activeIn(given).some(({kind}) => kind === 'affine');

/** 0: it is off. */
const strengthIn = (given: Readonly<Record<string, unknown>>, augmentation: Augmentation): number | true => {
  const strength = given[paramName(augmentation)];
  return strength === true || typeof strength === 'number' ? strength : 0;
};

const run = async (work: StageWork<Params>): Promise<Result<void>> => {
  const {augmentFolder} = await import('./augment/augment-folder.ts');
  const {mode, copies, seed, preview} = work.params;
  return augmentFolder(work, {
    policy: policyOf(work.params),
    enlarge: mode === 'offline' ? {copies, seed} : undefined,
    preview,
  });
};
