import type {Failure} from '../../runner/failure.ts';

/** The texts of what can befall an evaluation. */

export const evaluationCancelled: Failure = {
  code: 'cancelled',
  blame: 'cancelled',
  what: 'The evaluation was cancelled.',
};

export const modelUnreadable = (file: string, why: string): Failure => ({
  code: 'model-unreadable',
  blame: 'stage',
  what: `${file} cannot be read as a model: ${why}.`,
  where: {file},
  todo: 'Delete that folder: the next run makes it again.',
  facts: {why},
});

/** The data are not those that the model knows: other labels, or images of another size. */
export const modelDoesNotFit = (facts: {
  readonly what: 'labels' | 'images';
  readonly model: string;
  readonly dataset: string;
}): Failure => ({
  code: 'model-does-not-fit',
  blame: 'user',
  what: `The model was trained for ${facts.what} ${facts.model}, the data set has ${facts.dataset}.`,
  todo: 'Give evaluate a data set from the same preprocess stage as train.',
  facts,
});

export const noSuchTestImage = (image: number, count: number): Failure => ({
  code: 'no-such-test-image',
  blame: 'user',
  what: `There is no test image ${image}: the test split has ${count}, counted from 0.`,
  todo: 'Set evaluate.inside_image to one that there is, or to worst.',
  facts: {image, count},
});

export const noTestImages = (folder: string): Failure => ({
  code: 'split-empty',
  blame: 'user',
  what: 'The test split of the data set has no images.',
  where: {file: folder},
  todo: 'Give preprocess a file with images for it.',
  facts: {split: 'test'},
});
