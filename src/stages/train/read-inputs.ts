import type {AugmentationPolicy} from '../../ml/augmentations/policy.ts';
import {readPolicy} from '../../ml/augmentations/policy-file.ts';
import {readDataset} from '../../ml/data/dataset-folder.ts';
import type {Dataset, Split} from '../../ml/data/dataset.ts';
import {trainingSplits, type ValidationChoice} from '../../ml/data/validation.ts';
import {fail, ok, type Result} from '../../runner/failure.ts';
import type {StageWork} from '../../runner/stage-definition.ts';
import {dataFailure} from '../data-failure.ts';
import {topKTooLarge} from '../top-k-too-large.ts';
import {augmentationDrawn, classWeightsDoNotFit, nothingToValidateOn, splitEmpty} from './failures.ts';
import type {TrainParams} from './params.ts';

interface TrainingData {
  /** Its train split is what is left to train on. */
  readonly dataset: Dataset;
  readonly validation: Split;
  readonly policy: AugmentationPolicy | undefined;
}

export const readInputs = async (
  {dataset: folder = '', augmentation}: StageWork<unknown>['inputs'],
  params: TrainParams,
): Promise<Result<TrainingData>> => {
  const read = await readDataset(folder);
  if (!read.ok) return dataFailure(read, 'stage');
  const dataset = read.value;
  if (dataset.train.count === 0) return fail(splitEmpty('train', folder));
  const choice = choiceOf(params);
  const {train, validation} = trainingSplits(dataset, choice);
  if (validation.count === 0 || train.count === 0) {
    return fail(
      choice.on === 'test' ? splitEmpty('test', folder) : nothingToValidateOn(choice, dataset.train.count),
    );
  }
  const {class_weights: weights} = params;
  if (typeof weights === 'object' && weights.length !== dataset.labels.length) {
    return fail(classWeightsDoNotFit(weights.length, dataset.labels));
  }
  if (params.top_k > 1 && params.top_k >= dataset.labels.length) {
    return fail(topKTooLarge('train', params.top_k, dataset.labels.length));
  }
  const policy = await readPolicy(augmentation ?? folder);
  if (!policy.ok) return dataFailure(policy, 'stage');
  if (augmentation !== undefined && policy.value === undefined) {
    const drawn = await readDataset(augmentation);
    if (drawn.ok && drawn.value.train.count > dataset.train.count)
      return fail(augmentationDrawn(augmentation));
  }
  return ok({dataset: {...dataset, train}, validation, policy: policy.value});
};

const choiceOf = (params: TrainParams): ValidationChoice => {
  const {validation, validation_split: share, folds, fold, split_seed: seed} = params;
  switch (validation) {
    case 'test':
      return {on: 'test'};
    case 'split':
      return {on: 'split', share, seed};
    case 'folds':
      return {on: 'folds', folds, fold, seed};
    default:
      return validation satisfies never;
  }
};
