import {z} from 'zod';
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
    .enum(['nearest'])
    .default('nearest')
    .describe('What stands where a moved image left nothing: its nearest edge.'),
  preview: z.int().min(1).max(62).default(8).describe('How many labels the before-and-after sheet shows.'),
  // Each augmentation brings its own.
  ...Object.fromEntries(augmentations.map((each) => [paramName(each), each.param])),
});
type Params = z.output<typeof params>;

/**
 * Says how training images are changed. The artifact: the data set (`dataset.ts`), larger when offline, and online
 * `policy.json` for training to apply; and the sheet `preview`. With nothing on, the data set as it came.
 */
export const augment = defineStage({
  name: 'augment',
  summary:
    'Changes training images a little, so that a model cannot learn them by heart: turns, zooms, shifts.',
  params,
  inputs: {dataset: {doc: 'A data set, as `preprocess` leaves it.'}},
  lane: 'light',
  place: 'child',
  numeric: false,
  loads: (given) =>
    augmentations
      .filter((each) => paramName(each) in activeStrengths(given))
      .map(({name}) => `ml/augmentations/${name}`),
  resolve: (given) => Promise.resolve(ok(resolve(given))),
  run: (work) => run({...work, params: params.parse(work.params)}),
});

/** What is off, and what has no say in the result, is left out: a new augmentation changes nobody's key. */
const resolve = (given: Params) => {
  const strengths = activeStrengths(given);
  const {mode, copies, seed, fill, preview} = given;
  if (Object.keys(strengths).length === 0) {
    return {params: {}, note: 'No augmentation is on: training takes the images as they are.'};
  }
  return {params: {mode, fill, preview, ...strengths, ...(mode === 'offline' && {copies, seed})}};
};

/** Augmentation param → strength, of those that are on. */
const activeStrengths = (given: Readonly<Record<string, unknown>>): AugmentationPolicy['strengths'] =>
  Object.fromEntries(
    augmentations
      .map((each) => [paramName(each), given[paramName(each)]] as const)
      .filter((entry): entry is readonly [string, number | true] => {
        const [, strength] = entry;
        return strength === true || (typeof strength === 'number' && strength !== 0);
      }),
  );

const run = async (work: StageWork<Params>): Promise<Result<void>> => {
  const {augmentFolder} = await import('./augment/augment-folder.ts');
  const {mode, copies, seed, fill, preview} = work.params;
  return augmentFolder(work, {
    policy: {strengths: activeStrengths(work.params), fill},
    enlarge: mode === 'offline' ? {copies, seed} : undefined,
    preview,
  });
};
