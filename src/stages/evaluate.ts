import {ok} from '../runner/failure.ts';
import {defineStage} from '../runner/stage-definition.ts';
import {inKey, params} from './evaluate/params.ts';

/**
 * Holds a trained model against the test split. The artifact: `evaluation.json`, `predictions.json` (each image's class and
 * confidence), and the figures `confusion-matrix`, `mistakes` and, of what the model looks at, `first-filters`, `activations`, `heat-maps`.
 */
export const evaluate = defineStage({
  name: 'evaluate',
  summary: 'Holds a model against the test images: scores of each label, confusion matrix, worst mistakes.',
  params,
  inputs: {
    model: {doc: 'What `train` leaves.'},
    dataset: {doc: 'A data set, as `preprocess` leaves it; its test split is taken.'},
  },
  lane: 'light',
  place: 'child',
  numeric: true,
  decisive: inKey,
  resolve: (given) => Promise.resolve(ok({params: inKey(given)})),
  run: async (work) => {
    const {evaluateFolder} = await import('./evaluate/evaluate-folder.ts');
    return evaluateFolder({...work, params: params.parse(work.params)});
  },
});
