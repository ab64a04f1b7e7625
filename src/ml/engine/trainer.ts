import type {Node} from '../models/declaration.ts';
import type {Clipping} from './clipping.ts';
import type {Images} from './images.ts';
import type {Optimiser} from './optimiser.ts';

/**
 * How a declared model trains. A trainer owns weights and optimiser slots; the training loop owns data, shuffling,
 * augmentation and epochs. Two implementations: `eager` (tfjs ops, on any engine) and `graph` (one TensorFlow graph a step).
 */
export interface Trainer {
  /** Named for the log and the record. */
  readonly kind: 'eager' | 'graph';
  /** One optimiser step. Returns the mean loss and how many of the batch were right, both from before the update. */
  readonly step: (batch: Batch, learningRate: number) => StepResult;
  /** Mean loss over, and class probabilities of, images in order. No dropout. */
  readonly evaluate: (images: Images, classes: Uint16Array) => EvaluationResult;
  /** Copies of all weights, in the model's order. */
  readonly weights: () => readonly Weight[];
  /** Everything needed to go on from here to the very bits: weights, optimiser slots, step count. */
  readonly save: () => TrainerState;
  readonly restore: (state: TrainerState) => void;
  readonly dispose: () => void;
}

export interface TrainerOptions {
  /** The model's last node. */
  readonly model: Node;
  /** Initial weights, in the model's order. */
  readonly weights: readonly Weight[];
  /** Seeds the named streams (`dropout/<node>`). */
  readonly seed: number;
  readonly batchSize: number;
  readonly optimiser: Optimiser;
  /** Left out, gradients are taken as they are. */
  readonly clipping?: Clipping;
  /** What a step makes smaller, where it is not the plain cross-entropy. `evaluate` is always that. */
  readonly loss?: LossOptions;
}

export interface LossOptions {
  /** Which part of each image's label is spread evenly over all classes, 0–1 (Szegedy et al., 2016, section 7), as in Keras. */
  readonly labelSmoothing?: number;
  /** One a class: the factor on an image's loss. The mean is still taken by the number of images, as in Keras. */
  readonly classWeights?: readonly number[];
}

export interface Batch {
  readonly images: Images;
  /** `[count]`. */
  readonly classes: Uint16Array;
  readonly count: number;
}

export interface StepResult {
  readonly loss: number;
  readonly correct: number;
}

export interface EvaluationResult {
  readonly loss: number;
  readonly correct: number;
  /** `[count, classes]`, softmax probabilities. */
  readonly probabilities: Float32Array;
}

/** `name` is `<node>/kernel` or `<node>/bias`, as in `conv2d_1/kernel`; shapes and layouts as in Keras and tfjs. */
export interface Weight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export interface TrainerState {
  readonly step: number;
  readonly weights: readonly Weight[];
  /** Optimiser slots, named `<slot>/<weight>`, as in `m/conv2d_1/kernel`. */
  readonly slots: readonly Weight[];
}
