import type {Result} from '../runner/failure.ts';
import {ok} from '../runner/failure.ts';
import {defineStage, type StageWork} from '../runner/stage-definition.ts';
import {dependsOnTotalEpochs, modulesOf, paramsFor} from './train/chosen-params.ts';
import {inKey} from './train/params-in-key.ts';
import {params, type TrainParams} from './train/params.ts';

/**
 * Trains a model on the train split, and validates after each epoch, on the test split where nothing else is said. The artifact: `model/` (a tfjs
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
  loads: modulesOf,
  decisive: inKey,
  resolve: (given) => Promise.resolve(ok({params: inKey(given)})),
  prefix: {param: 'epochs', holds: (given) => dependsOnTotalEpochs(given) ?? true},
  weight: ({epochs}) => epochs,
  run: (work) => run(work),
});

const run = async (work: StageWork<TrainParams>): Promise<Result<void>> => {
  const {trainFolder} = await import('./train/train-folder.ts');
  return trainFolder({...work, params: params.parse(work.params), own: work.params});
};
