import type * as Tf from '@tensorflow/tfjs';
import type {Activation} from '../models/activations.ts';
import type {KernelOptions, Node} from '../models/declaration.ts';
import {nodesOf} from '../models/nodes.ts';
import {eagerAveragePool} from './eager-average-pool.ts';
import {eagerActivation} from './eager-activation.ts';
import {eagerBatchNorm} from './eager-batch-norm.ts';
import type {ForwardOptions} from './eager-options.ts';

/** The scores `[batch, classes]` that the model's softmax is taken of, from images `[batch, height, width, channels]`. */
export const forward = (model: Node, images: Tf.Tensor, options: ForwardOptions): Tf.Tensor => {
  const values = new Map<Node, Tf.Tensor>();
  for (const node of nodesOf(model)) {
    const inputs = node.inputs.map((input) => {
      const value = values.get(input);
      if (value === undefined) throw new Error(`${input.name} has no value yet`);
      return value;
    });
    values.set(
      node,
      apply(node, inputs.length === 0 ? [images] : inputs, {...options, last: node === model}),
    );
  }
  const scores = values.get(model);
  if (scores === undefined) throw new Error('a model has at least one node');
  return scores;
};

const apply = (
  {name, layer}: Node,
  inputs: readonly Tf.Tensor[],
  options: ForwardOptions & {readonly last: boolean},
): Tf.Tensor => {
  const {tf, ops, weight, training, last} = options;
  const [x = tf.scalar(NaN)] = inputs;
  const biased = (sums: Tf.Tensor, {bias}: KernelOptions): Tf.Tensor =>
    bias === false ? sums : ops.addBias(sums, weight(`${name}/bias`));
  // The last softmax is part of the loss.
  const activated = (sums: Tf.Tensor, activation: Activation): Tf.Tensor =>
    last && activation === 'softmax' ? sums : eagerActivation(tf, ops, activation, sums);
  switch (layer.type) {
    case 'input':
      return x;
    case 'conv2d': {
      const sums = tf.conv2d(rank4(x), rank4(weight(`${name}/kernel`)), layer.stride, layer.padding);
      return activated(biased(sums, layer), layer.activation);
    }
    case 'depthwise-conv2d': {
      const kernel = rank4(weight(`${name}/kernel`));
      const sums = tf.depthwiseConv2d(rank4(x), kernel, layer.stride, layer.padding);
      return activated(biased(sums, layer), layer.activation);
    }
    case 'dense':
      return activated(biased(tf.matMul(x, weight(`${name}/kernel`)), layer), layer.activation);
    case 'max-pool':
      return tf.maxPool(rank4(x), layer.size, layer.stride, layer.padding ?? 'valid');
    case 'average-pool':
      return eagerAveragePool(tf, layer, rank4(x));
    case 'global-average-pool':
      return tf.mean(x, [1, 2]);
    case 'batch-norm':
      return eagerBatchNorm(name, layer, x, options);
    case 'activation':
      return activated(x, layer.activation);
    case 'add':
      return tf.addN([...inputs]);
    case 'concatenate':
      return tf.concat([...inputs], -1);
    case 'flatten':
      return tf.reshape(x, [x.shape[0], -1]);
    case 'dropout':
      if (training === undefined || layer.rate === 0) return x;
      return tf.mul(x, tf.tensor(training.mask(name, layer.rate, x.size), x.shape));
    default:
      return layer satisfies never;
  }
};

const rank4 = (x: Tf.Tensor): Tf.Tensor4D => {
  if (x.rank !== 4) throw new Error(`four dimensions were expected, not [${String(x.shape)}]`);
  return x as Tf.Tensor4D;
};
