import type * as Tf from '@tensorflow/tfjs';
import type {TensorFlow} from '../backend.ts';
import type {Activation} from '../models/activations.ts';
import type {EagerOps} from './eager-ops.ts';

/** Formulas and sources: `graph/activation.ts`. */
export const eagerActivation = (tf: TensorFlow, ops: EagerOps, name: Activation, x: Tf.Tensor): Tf.Tensor => {
  switch (name) {
    case 'linear':
      return x;
    case 'relu':
      return ops.relu(x);
    case 'relu6':
      return tf.relu6(x);
    case 'elu':
      return tf.elu(x);
    case 'selu':
      return tf.selu(x);
    case 'softplus':
      return tf.softplus(x);
    case 'sigmoid':
      return tf.sigmoid(x);
    case 'tanh':
      return tf.tanh(x);
    case 'swish':
      return tf.mul(x, tf.sigmoid(x));
    case 'softmax':
      return tf.softmax(x);
    default:
      return name satisfies never;
  }
};
