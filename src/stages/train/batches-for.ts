import {createAugmenter} from '../../ml/augmentations/augmenter.ts';
import type {AugmentationPolicy} from '../../ml/augmentations/policy.ts';
import {batchesAhead, findAugmentWorker} from '../../ml/batches-ahead.ts';
import {augmentedBatches, plainBatches, type BatchSource} from '../../ml/batches.ts';
import type {Dataset} from '../../ml/data/dataset.ts';
import type {TrainParams} from './params.ts';

/** The training split's batches: as it is, or changed as the policy says, by a thread of its own where the program is built. */
export const batchesFor = (
  {height, width, train: split}: Pick<Dataset, 'height' | 'width' | 'train'>,
  policy: AugmentationPolicy | undefined,
  {seed, batch_size: batchSize}: Pick<TrainParams, 'seed' | 'batch_size'>,
): BatchSource => {
  const options = {split, imageSize: height * width, batchSize};
  if (policy === undefined) return plainBatches(options);
  const augmenter = {height, width, seed};
  const program = findAugmentWorker();
  return program === undefined
    ? augmentedBatches(createAugmenter(policy, augmenter), options)
    : batchesAhead({...options, policy, augmenter, program});
};
