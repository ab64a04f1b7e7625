import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {writeFigure} from '../../figures/index.ts';
import {enlarged} from '../../ml/augmentations/enlarge.ts';
import {writePolicy} from '../../ml/augmentations/policy-file.ts';
import type {AugmentationPolicy} from '../../ml/augmentations/policy.ts';
import {readDataset, writeDataset} from '../../ml/data/dataset-folder.ts';
import {fail, ok, type Result} from '../../runner/failure.ts';
import {shareOrCopy} from '../../runner/share-file.ts';
import type {StageWork} from '../../runner/stage-definition.ts';
import {dataFailure} from '../data-failure.ts';
import {writeFailure} from '../write-failure.ts';
import {previewSheet} from './preview-sheet.ts';

export interface Augmentation {
  readonly policy: AugmentationPolicy;
  /** Draw the copies now; `undefined`: training draws. */
  readonly enlarge: {readonly copies: number; readonly seed: number} | undefined;
  /** Labels on the preview sheet. */
  readonly preview: number;
}

type Work = Pick<StageWork<unknown>, 'inputs' | 'out' | 'report'>;

/** Leaves in `out` the data set, and the policy and the preview where there is anything to do. */
export const augmentFolder = async (work: Work, augmentation: Augmentation): Promise<Result<void>> => {
  try {
    return await augmented(work, augmentation);
  } catch (error) {
    const failure = writeFailure(error, 'augmenting the images', work.out);
    if (failure === undefined) throw error;
    return fail(failure);
  }
};

const augmented = async (
  {inputs, out, report}: Work,
  {policy, enlarge, preview}: Augmentation,
): Promise<Result<void>> => {
  const {dataset: folder = ''} = inputs;
  if (Object.keys(policy.strengths).length === 0) {
    report({type: 'log', level: 'info', text: 'No augmentation is on: the data set is passed on as it is.'});
    await copyDataset(folder, out);
    return ok(undefined);
  }

  const read = await readDataset(folder);
  if (!read.ok) return dataFailure(read, 'stage');
  const dataset = read.value;
  if (enlarge === undefined) {
    await copyDataset(folder, out);
    await writePolicy(out, policy);
  } else {
    const count = dataset.train.count * (1 + enlarge.copies);
    if (count * dataset.height * dataset.width >= mostBytes) {
      return fail({
        code: 'augment-too-large',
        blame: 'user',
        what: `${enlarge.copies} copies of ${dataset.train.count} images of ${dataset.height}×${dataset.width} are more than a data set's file holds (2 GiB).`,
        todo: 'Lower augment.copies, or take augment.mode=online, which keeps no copies.',
        facts: {copies: enlarge.copies, images: count},
      });
    }
    const drawn = enlarged(dataset, policy, {
      ...enlarge,
      onCopy: (done) => report({type: 'progress', done, total: enlarge.copies, unit: 'copies'}),
    });
    await writeDataset(out, drawn);
  }
  const sheet = await previewSheet(dataset, policy, {
    labels: preview,
    seed: enlarge?.seed ?? 0,
    drawing: enlarge === undefined ? 'epoch' : 'copy',
  });
  await writeFigure(out, 'preview', sheet);
  return ok(undefined);
};

/** The data set's own files, shared with the input's. */
const copyDataset = async (from: string, to: string): Promise<void> => {
  const names = await readdir(from);
  const own = names.filter((name) => name === 'dataset.json' || /\.(images\.u8|labels\.u16)$/.test(name));
  for (const name of own) shareOrCopy(join(from, name), join(to, name));
};

/** Node reads no larger file into one buffer. */
const mostBytes = 2 ** 31;
