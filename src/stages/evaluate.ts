import {z} from 'zod';
import {defineStage} from '../runner/stage-definition.ts';

const params = z.object({
  mistakes: z.int().min(1).max(200).default(30).describe('How many of the worst mistakes the sheet shows.'),
});

/**
 * Holds a trained model against the test split. The artifact: `evaluation.json`, `predictions.json` (each image's class and
 * confidence), and the figures `confusion-matrix` and `mistakes`.
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
  run: async (work) => {
    const {evaluateFolder} = await import('./evaluate/evaluate-folder.ts');
    return evaluateFolder({...work, params: params.parse(work.params)});
  },
});
