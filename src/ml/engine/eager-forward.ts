import type * as Tf from '@tensorflow/tfjs';
import type {TensorFlow} from '../backend.ts';
import type {Activation, Node} from '../models/declaration.ts';
import {nodesOf} from '../models/nodes.ts';
import type {EagerOps} from './eager-ops.ts';

export interface ForwardOptions {
  readonly tf: TensorFlow;
  readonly ops: EagerOps;
  /** `<node>/kernel` and `<node>/bias`. */
  readonly weight: (name: string) => Tf.Tensor;
  /** The mask that a dropout layer multiplies by, `[count]`; left out where nothing is dropped. */
  readonly mask?: (node: string, rate: number, count: number) => Float32Array;
}

/** The scores `[batch, classes]` that the model's softmax is taken of, from images `[batch, height, width, channels]`. */
export const forward = (model: Node, images: Tf.Tensor, options: ForwardOptions): Tf.Tensor => {
  const values = new Map<Node, Tf.Tensor>();
  for (const node of nodesOf(model)) {
    const inputs = node.inputs.map((input) => {
      const value = values.get(input);
      if (value === undefined) throw new Error(`${input.name} has no value yet`);
      return value;
    });
    const [x = images] = inputs;
    values.set(node, apply(node, x, {...options, last: node === model}));
  }
  const scores = values.get(model);
  if (scores === undefined) throw new Error('a model has at least one node');
  return scores;
};

const apply = (
  {name, layer}: Node,
  x: Tf.Tensor,
  {tf, ops, weight, mask, last}: ForwardOptions & {readonly last: boolean},
): Tf.Tensor => {
  const activate = (scores: Tf.Tensor, activation: Activation): Tf.Tensor => {
    switch (activation) {
      case 'linear':
        return scores;
      case 'relu':
        return ops.relu(scores);
      case 'softmax':
        // The last one is part of the loss.
        return last ? scores : tf.softmax(scores);
    }
  };
  switch (layer.type) {
    case 'input':
      return x;
    case 'conv2d': {
      const sums = tf.conv2d(rank4(x), rank4(weight(`${name}/kernel`)), layer.stride, layer.padding);
      return activate(ops.addBias(sums, weight(`${name}/bias`)), layer.activation);
    }
    case 'max-pool':
      return tf.maxPool(rank4(x), layer.size, layer.stride, 'valid');
    case 'flatten':
      return tf.reshape(x, [x.shape[0], -1]);
    case 'dense': {
      const sums = tf.matMul(x, weight(`${name}/kernel`));
      return activate(ops.addBias(sums, weight(`${name}/bias`)), layer.activation);
    }
    case 'dropout':
      if (mask === undefined || layer.rate === 0) return x;
      return tf.mul(x, tf.tensor(mask(name, layer.rate, x.size), x.shape));
    default:
      return layer satisfies never;
  }
};

const rank4 = (x: Tf.Tensor): Tf.Tensor4D => {
  if (x.rank !== 4) throw new Error(`four dimensions were expected, not [${String(x.shape)}]`);
  return x as Tf.Tensor4D;
};
