import {buildModel} from '../../../../../src/ml/models/build-model.ts';
import {cnn} from '../../../../../src/ml/models/cnn.ts';
import type {Node, Shape} from '../../../../../src/ml/models/declaration.ts';
import {
  activation,
  add,
  averagePool,
  batchNorm,
  concatenate,
  conv2d,
  dense,
  depthwiseConv2d,
  globalAveragePool,
  input,
  maxPool,
} from '../../../../../src/ml/models/layers.ts';
import {inputShapeOf, numbered} from '../../../../../src/ml/models/nodes.ts';
import {initialWeights} from '../../../../../src/ml/models/weights.ts';
import {stream} from '../../../../../src/ml/random.ts';
import type {Batch, TrainerOptions, Weight} from '../../../../../src/ml/engine/trainer.ts';
import {adam} from '../../../../../src/ml/optimisers/adam.ts';
import {createOptimiser} from '../../../../../src/ml/optimisers/optimiser-definition.ts';

/** A narrow CNN of the study's make, for images of 8×8 and four classes. */
export const smallCnn = (dropout = 0.3): Node => {
  const built = buildModel(cnn, {
    image: [8, 8, 1],
    params: {filters: [4, 8, 4], units: 16, dropout},
    classes: 4,
  });
  if (!built.ok) throw new Error('the images are too small');
  return built.model;
};

/**
 * A narrow model with every kind of layer that has several inputs, statistics or no kernel: a skip connection, branches, depthwise
 * and strided convolutions, both poolings, all activations. For images of 8×8 and four classes.
 */
export const smallBranched = (): Node => {
  const normalised = (x: Node, name: 'relu' | 'relu6') => activation(batchNorm(x, {momentum: 0.9}), name);
  const plain = {kernel: 3, padding: 'same', bias: false} as const;
  const branches = ['tanh', 'elu', 'selu', 'softplus', 'sigmoid', 'swish', 'relu6'] as const;
  let x = normalised(conv2d(input([8, 8, 1]), {...plain, filters: 4}), 'relu');
  x = activation(add(x, batchNorm(conv2d(x, {...plain, filters: 4}), {momentum: 0.9})), 'relu');
  x = normalised(depthwiseConv2d(x, {...plain, stride: 2}), 'relu6');
  x = concatenate(
    averagePool(x, {size: 3, stride: 1, padding: 'same'}),
    maxPool(x, {size: 3, stride: 1, padding: 'same'}),
    ...branches.map((name) => conv2d(x, {filters: 2, kernel: 1, activation: name})),
  );
  x = globalAveragePool(averagePool(x));
  return numbered(dense(x, {units: 4, activation: 'softmax', l2: 0.01}));
};

export const optionsFor = (model: Node, seed = 1): TrainerOptions => ({
  model,
  weights: initialWeights(model, seed),
  seed,
  batchSize: 16,
  optimiser: createOptimiser(adam),
});

/** Initial weights in which what begins at 0 or 1 is random too: as it begins it would prove little. */
export const randomWeights = (model: Node, seed: number): readonly Weight[] =>
  initialWeights(model, seed).map(({name, shape, values}) => {
    const [low, high] = ranges[name.split('/')[1] ?? ''] ?? [0, 0];
    return {name, shape, values: low === high ? values : uniform(values.length, low, high, seed, name)};
  });

const ranges: Readonly<Record<string, readonly [number, number]>> = {
  bias: [-0.2, 0.2],
  gamma: [0.5, 1.5],
  beta: [-0.5, 0.5],
  moving_mean: [-0.2, 0.2],
  moving_variance: [0.5, 1.5],
};

type FloatBatch = Batch & {readonly images: Float32Array};

/** Random images and classes. */
export const batchFor = (model: Node, count: number, seed: number): FloatBatch => ({
  images: uniform(count * sizeOf(inputShapeOf(model)), 0, 1, seed, 'images'),
  classes: Uint16Array.from(uniform(count, 0, sizeOf(model.shape), seed, 'classes')),
  count,
});

/** Random images as bytes, and the same as floats. */
export const bytesFor = (model: Node, count: number, seed: number): readonly [Batch, FloatBatch] => {
  const {images, ...rest} = batchFor(model, count, seed);
  const bytes = Uint8Array.from(images, (grey) => 256 * grey);
  return [
    {...rest, images: bytes},
    {...rest, images: Float32Array.from(bytes, (level) => level / 255)},
  ];
};

const uniform = (count: number, low: number, high: number, seed: number, name: string): Float32Array => {
  const {uniform: next} = stream(seed, name);
  return Float32Array.from({length: count}, () => low + (high - low) * next());
};

export const sizeOf = (shape: Shape): number => shape.reduce((product, length) => product * length, 1);
