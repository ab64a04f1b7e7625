import type * as Tf from '@tensorflow/tfjs';
import type {TensorFlow} from '../backend.ts';
import {oneHot} from '../one-hot.ts';
import type {LossOptions} from './trainer.ts';

/** The loss of each image, `[count]`: cross-entropy of the scores' softmax, -log p(class), with labels smoothed and weighted as said. */
export const losses = (
  tf: TensorFlow,
  scores: Tf.Tensor,
  classes: Uint16Array,
  {labelSmoothing = 0, classWeights}: LossOptions = {},
): Tf.Tensor => {
  const count = scores.shape[1] ?? 0;
  const own = oneHot(tf, classes, count);
  const labels = labelSmoothing === 0 ? own : tf.add(tf.mul(own, 1 - labelSmoothing), labelSmoothing / count);
  const each = tf.neg(tf.sum(tf.mul(labels, tf.logSoftmax(scores)), -1));
  if (classWeights === undefined) return each;
  return tf.mul(each, tf.tensor1d(Float32Array.from(classes, (truth) => classWeights[truth] ?? NaN)));
};
