import type * as Tf from '@tensorflow/tfjs';
import type {TensorFlow} from './backend.ts';

/** `[images, count]`: 1 at each image's class, else 0. Of one class alone as well, which tfjs' own function refuses. */
export const oneHot = (tf: TensorFlow, classes: Iterable<number>, count: number): Tf.Tensor => {
  const list = [...classes];
  return count === 1 ? tf.ones([list.length, 1], 'int32') : tf.oneHot(list, count);
};
