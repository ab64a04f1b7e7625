import type {ValidationChoice} from '../../ml/data/validation.ts';
import type {Failure} from '../../runner/failure.ts';

/** The texts of what can befall a training. */

export const trainingCancelled: Failure = {
  code: 'cancelled',
  blame: 'cancelled',
  what: 'The training was cancelled. The epochs that it finished are kept: the next run goes on from there.',
};

/** `loss` is NaN or infinite. */
export const lossNotFinite = (facts: {
  readonly epoch: number;
  readonly learningRate: number;
  readonly loss: number;
}): Failure => ({
  code: 'loss-not-finite',
  blame: 'stage',
  what: `The loss is ${facts.loss} at epoch ${facts.epoch} with learning rate ${facts.learningRate}.`,
  todo: 'Take a smaller train.learning_rate.',
  facts: {epoch: facts.epoch, learning_rate: facts.learningRate, loss: String(facts.loss)},
});

export const splitEmpty = (split: 'train' | 'test', folder: string): Failure => ({
  code: 'split-empty',
  blame: 'user',
  what: `The ${split} split of the data set has no images.`,
  where: {file: folder},
  todo: 'Give preprocess a file with images for it.',
  facts: {split},
});

export const nothingToValidateOn = (
  choice: Exclude<ValidationChoice, {on: 'test'}>,
  images: number,
): Failure => ({
  code: 'validation-empty',
  blame: 'user',
  what:
    choice.on === 'split'
      ? `A part of ${choice.share} of ${images} training images leaves none to validate on, or none to train on.`
      : `Of ${images} training images, fold ${choice.fold} of ${choice.folds} holds none.`,
  todo:
    choice.on === 'split' ? 'Change train.validation_split, or take more images.' : 'Take fewer train.folds.',
  facts: {images},
});

/** What `augment` drew offline stands in its own data set, and training takes images from `dataset` alone. */
export const augmentationDrawn = (folder: string): Failure => ({
  code: 'augmentation-drawn',
  blame: 'user',
  what: 'The augmentation was drawn offline: its images are in its own data set, of which training takes none.',
  where: {file: folder},
  todo: 'Give train that stage as dataset, without augmentation, or set augment.mode to online.',
});

export const classWeightsDoNotFit = (given: number, labels: readonly string[]): Failure => ({
  code: 'class-weights-do-not-fit',
  blame: 'user',
  what: `train.class_weights has ${given} numbers, and the data set ${labels.length} labels: ${labels.join(', ')}.`,
  todo: 'Give one number a label, in this order, or say balanced.',
  facts: {given, labels: labels.length},
});

export const imagesTooSmall = (facts: {
  readonly model: string;
  readonly layer: string;
  readonly height: number;
  readonly width: number;
}): Failure => ({
  code: 'images-too-small',
  blame: 'user',
  what: `Images of ${facts.height}×${facts.width} pixels are too small for the model ${facts.model}: nothing is left of them at its layer ${facts.layer}.`,
  todo: 'Give the model fewer layers that shrink the image (train.filters of cnn), or larger images.',
  facts,
});
