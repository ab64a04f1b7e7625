import {predictionOf} from '../../ml/scores.ts';

/** What a model said of a test image. */
export interface Prediction {
  readonly image: number;
  /** Class indices. */
  readonly actual: number;
  readonly predicted: number;
  /** The predicted class' probability. */
  readonly confidence: number;
}

/** `probabilities`: `[count, classCount]`; `truth`: `[count]`. */
export const predictionsOf = (
  probabilities: Float32Array,
  truth: Uint16Array,
  classCount: number,
): readonly Prediction[] =>
  Array.from(truth, (actual, image) => ({image, actual, ...predictionOf(probabilities, image, classCount)}));

/** The wrong ones, those that the model was surest of first. */
export const mistakesOf = (predictions: readonly Prediction[]): readonly Prediction[] =>
  predictions
    .filter(({actual, predicted}) => actual !== predicted)
    .sort((a, b) => b.confidence - a.confidence || a.image - b.image);
