import {hiddenActivations} from '../../src/ml/models/activations.ts';
import type {Node} from '../../src/ml/models/declaration.ts';
import {
  activation,
  add,
  averagePool,
  batchNorm,
  concatenate,
  conv2d,
  dense,
  depthwiseConv2d,
  flatten,
  globalAveragePool,
  input,
  maxPool,
} from '../../src/ml/models/layers.ts';

const image = (height: number, width = height, channels = 1) => input([height, width, channels]);
const convolved = (x: Node, options: Partial<Parameters<typeof conv2d>[1]> = {}) =>
  conv2d(x, {filters: 2, kernel: 3, padding: 'same', ...options});
const channels = (x: Node) => convolved(x, {filters: 3});

/** What every trainer finds the gradients of; each becomes a model with a dense layer and a softmax on top. */
export const layerBodies: Readonly<Record<string, Node>> = {
  'average pooling': averagePool(convolved(image(6))),
  'average pooling that leaves a rest out': averagePool(convolved(image(5)), {size: 2}),
  'average pooling, same, overlapping': averagePool(convolved(image(5)), {
    ...{size: 3, stride: 2, padding: 'same'},
  }),
  'max-pooling, same, overlapping': maxPool(convolved(image(6), {activation: 'relu'}), {
    ...{size: 3, stride: 2, padding: 'same'},
  }),
  'max-pooling, same, every place': maxPool(convolved(image(4)), {size: 3, stride: 1, padding: 'same'}),
  'global average pooling': globalAveragePool(channels(image(4, 5))),
  // Without a bias before it, whose gradient would be 0 but for rounding.
  'batch normalisation of images': batchNorm(convolved(image(4), {filters: 3, bias: false})),
  'batch normalisation of a flat input': batchNorm(dense(flatten(image(3)), {units: 4, bias: false})),
  'batch normalisation, ReLU and pooling': maxPool(
    activation(batchNorm(convolved(image(6), {bias: false})), 'relu'),
  ),
  'depthwise convolution, same': depthwiseConv2d(channels(image(4)), {kernel: 3, padding: 'same'}),
  'depthwise convolution, same, stride 2': depthwiseConv2d(channels(image(5, 6)), {
    ...{kernel: 3, stride: 2, padding: 'same', activation: 'relu6'},
  }),
  'depthwise convolution, valid, stride 2, no bias': depthwiseConv2d(channels(image(6)), {
    ...{kernel: 3, stride: 2, bias: false},
  }),
  'depthwise convolution, even kernel': depthwiseConv2d(channels(image(4)), {kernel: 2, padding: 'same'}),
  'a skip connection': skip(convolved(image(4), {activation: 'relu'})),
  'three that are added': three(channels(image(3))),
  'a layer added to itself': twice(channels(image(3))),
  'branches side by side': branches(channels(image(4))),
  'flat branches side by side': flatBranches(flatten(image(3))),
  'an output that is pooled and taken as it is': pooledAndNot(convolved(image(4))),
  'penalties on kernels': dense(
    flatten(depthwiseConv2d(convolved(image(3), {l2: 0.01, activation: 'relu'}), {...{kernel: 3, l2: 0.1}})),
    {units: 3, l2: 0.02},
  ),
  ...Object.fromEntries(
    hiddenActivations.map((name) => [
      `activation ${name}`,
      activation(dense(flatten(image(3)), {units: 4, activation: name}), name),
    ]),
  ),
};

function skip(x: Node): Node {
  return activation(add(convolved(convolved(x, {activation: 'relu'})), x), 'relu');
}

function three(x: Node): Node {
  return add(x, channels(x), activation(x, 'tanh'));
}

function twice(x: Node): Node {
  return add(x, x);
}

function branches(x: Node): Node {
  return concatenate(
    convolved(x, {kernel: 1}),
    convolved(x, {filters: 1}),
    averagePool(x, {
      ...{size: 3, stride: 1, padding: 'same'},
    }),
  );
}

function flatBranches(x: Node): Node {
  return concatenate(dense(x, {units: 2, activation: 'relu'}), dense(x, {units: 3}));
}

function pooledAndNot(x: Node): Node {
  return concatenate(flatten(maxPool(activation(x, 'relu'))), flatten(x));
}
