import {expect, test} from 'vitest';
import {buildModel} from '../../../../src/ml/models/build-model.ts';
import {cnn} from '../../../../src/ml/models/cnn.ts';
import type {ModelDefinition, Node} from '../../../../src/ml/models/declaration.ts';
import {initialisers, type Initialiser} from '../../../../src/ml/models/initialisers.ts';
import {models} from '../../../../src/ml/models/index.ts';
import {mlp} from '../../../../src/ml/models/mlp.ts';
import {nodesOf} from '../../../../src/ml/models/nodes.ts';
import {resnet} from '../../../../src/ml/models/resnet.ts';
import {countParameters, countStatistics, initialWeights} from '../../../../src/ml/models/weights.ts';

const build = (definition: ModelDefinition, params = {}, side = 28): Node => {
  const built = buildModel(definition, {image: [side, side, 1], params, classes: 24});
  if (!built.ok) throw new Error(`too small for ${built.tooSmallFor.name}`);
  return built.model;
};

const lines = (model: Node): readonly string[] =>
  nodesOf(model).map(({name, shape}) => `${name} ${String(shape)}`);

test('the MLP is that of the study', () => {
  const model = build(mlp);
  expect(lines(model)).toEqual([
    'input_1 28,28,1',
    'flatten_1 784',
    'dense_1 512',
    'dropout_1 512',
    'dense_2 256',
    'dropout_2 256',
    'dense_3 24',
  ]);
  expect(countParameters(model)).toBe(539_416);
});

test('the CNN is that of the study', () => {
  const model = build(cnn);
  expect(lines(model)).toEqual([
    'input_1 28,28,1',
    'conv2d_1 28,28,32',
    'max_pool_1 14,14,32',
    'conv2d_2 14,14,64',
    'max_pool_2 7,7,64',
    'conv2d_3 7,7,32',
    'max_pool_3 3,3,32',
    'flatten_1 288',
    'dense_1 512',
    'dropout_1 512',
    'dense_2 24',
  ]);
  expect(countParameters(model)).toBe(197_560);
});

test('the residual network has the parameters of its paper, and batch normalisation twice as many statistics as channels', () => {
  const model = build(resnet);
  // By hand: the stem, three stages of two 3×3 convolutions (two with a 1×1 convolution beside them), the last layer.
  const convolutions = 144 + 2 * 2304 + (4608 + 9216 + 512) + (18_432 + 36_864 + 2048) + 64 * 24 + 24;
  const channels = 3 * 16 + 3 * 32 + 3 * 64;
  expect(countParameters(model)).toBe(convolutions + 4 * channels);
  expect(countParameters(model)).toBe(79_336);
  expect(countStatistics(model)).toBe(2 * channels);
  // Table 6 of the paper, 20 layers for CIFAR-10: 0.27 million. Here with 1×1 convolutions beside two blocks.
  const deep = buildModel(resnet, {image: [32, 32, 3], params: {depth: 3}, classes: 10});
  expect(deep.ok && countParameters(deep.model)).toBe(274_042);
});

/** By hand, layer by layer: kernels and biases; with normalisation γ, β and two statistics a channel instead of a bias. */
const byHand: Readonly<Record<string, {readonly parameters: number; readonly statistics: number}>> = {
  alexnet: {
    parameters:
      25 * 32 +
      32 +
      (25 * 32 * 64 + 64) +
      (9 * 64 * 96 + 96) +
      (9 * 96 * 96 + 96) +
      (9 * 96 * 64 + 64) +
      (4 * 4 * 64 * 512 + 512) +
      (512 * 512 + 512) +
      (512 * 24 + 24),
    statistics: 0,
  },
  vgg: {
    parameters:
      9 * 32 +
      32 +
      (9 * 32 * 32 + 32) +
      (9 * 32 * 64 + 64) +
      (9 * 64 * 64 + 64) +
      (9 * 64 * 128 + 128) +
      (9 * 128 * 128 + 128) +
      (3 * 3 * 128 * 256 + 256) +
      (256 * 24 + 24),
    statistics: 0,
  },
  inception: {
    parameters:
      9 * 32 +
      4 * 32 +
      moduleOf(32, 64) +
      moduleOf(64, 64) +
      moduleOf(64, 128) +
      moduleOf(128, 128) +
      (128 * 24 + 24),
    statistics: 2 * (32 + 2 * (64 + 24 + 4) + 2 * (128 + 48 + 8)),
  },
  mobilenet: {
    parameters:
      9 * 32 + 4 * 32 + separable(32, 64) + separable(64, 128) + separable(128, 256) + (256 * 24 + 24),
    statistics: 2 * (32 + 32 + 64 + 64 + 128 + 128 + 256),
  },
};

/** 1×1; 1×1 and 3×3; 1×1 and 5×5; pooling and 1×1. */
function moduleOf(inputs: number, width: number): number {
  const [one, reduced, three, few, five, pool] = [4, 6, 8, 1, 2, 2].map((part) => (part * width) / 16) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const kernels = inputs * (one + reduced + few + pool) + 9 * reduced * three + 25 * few * five;
  return kernels + 4 * (one + reduced + three + few + five + pool);
}

/** 3×3 over each channel, then 1×1 over all. */
function separable(inputs: number, outputs: number): number {
  return 9 * inputs + 4 * inputs + (inputs * outputs + 4 * outputs);
}

test.each(Object.entries(byHand))('%s has the parameters that were counted by hand', (name, expected) => {
  const model = build(models[name] ?? mlp);
  expect(countParameters(model)).toBe(expected.parameters);
  expect(countStatistics(model)).toBe(expected.statistics);
});

test('kernels begin with the variance that their initialiser names, none beyond two deviations where it is cut off', () => {
  const inputs = 9 * 32;
  const outputs = 9 * 64;
  const variances: Readonly<Record<Initialiser, number>> = {
    glorot_uniform: 2 / (inputs + outputs),
    glorot_normal: 2 / (inputs + outputs),
    he_uniform: 2 / inputs,
    he_normal: 2 / inputs,
    lecun_uniform: 1 / inputs,
    lecun_normal: 1 / inputs,
  };
  for (const initialiser of initialisers) {
    const model = build(cnn, {initialiser});
    const kernel = initialWeights(model, 5).find(({name}) => name === 'conv2d_2/kernel')?.values ?? [];
    const values = Array.from(kernel);
    const variance = values.reduce((sum, value) => sum + value ** 2, 0) / values.length;
    expect(variance / variances[initialiser], initialiser).toBeCloseTo(1, 1);
    const limit = initialiser.endsWith('uniform') ? Math.sqrt(3) : 2 / 0.8796;
    const farthest = Math.max(...values.map(Math.abs)) / Math.sqrt(variances[initialiser]);
    expect(farthest, initialiser).toBeLessThanOrEqual(limit * 1.0001);
    expect(farthest, initialiser).toBeGreaterThan(0.95 * limit);
  }
});

test('options at their defaults leave the layers of the study as they were declared', () => {
  const plain = {stride: 1, padding: 'same', activation: 'relu'};
  const layers = nodesOf(build(cnn)).map(({layer}) => layer);
  expect(layers[1]).toEqual({type: 'conv2d', filters: 32, kernel: 3, ...plain});
  expect(layers[2]).toEqual({type: 'max-pool', size: 2, stride: 2});
  expect(layers[8]).toEqual({type: 'dense', units: 512, activation: 'relu'});
});

test('options of layers change them', () => {
  const model = build(cnn, {
    ...{filters: [4], units: 5, stride: 2, padding: 'valid', pooling: 'average'},
    ...{activation: 'tanh', initialiser: 'he_normal', batch_norm: true, l2: 0.01},
  });
  const kernel = {initialiser: 'he_normal', l2: 0.01};
  expect(nodesOf(model).map(({layer}) => layer)).toEqual([
    {type: 'input'},
    {
      ...{type: 'conv2d', filters: 4, kernel: 3, stride: 2, padding: 'valid', activation: 'linear'},
      ...{...kernel, bias: false},
    },
    {type: 'batch-norm', momentum: 0.9, epsilon: 0.001},
    {type: 'activation', activation: 'tanh'},
    {type: 'average-pool', size: 2, stride: 2},
    {type: 'flatten'},
    {type: 'dense', units: 5, activation: 'linear', ...kernel, bias: false},
    {type: 'batch-norm', momentum: 0.9, epsilon: 0.001},
    {type: 'activation', activation: 'tanh'},
    {type: 'dropout', rate: 0.3},
    {type: 'dense', units: 24, activation: 'softmax', ...kernel},
  ]);
});

test("a model's params change it", () => {
  expect(lines(build(mlp, {hidden: [8]}))).toEqual([
    'input_1 28,28,1',
    'flatten_1 784',
    'dense_1 8',
    'dropout_1 8',
    'dense_2 24',
  ]);
  expect(lines(build(cnn, {filters: [2], units: 7})).slice(1, 5)).toEqual([
    'conv2d_1 28,28,2',
    'max_pool_1 14,14,2',
    'flatten_1 392',
    'dense_1 7',
  ]);
});

test('an image that the model would pool away names the layer', () => {
  expect(buildModel(cnn, {image: [4, 4, 1], params: {}, classes: 3})).toMatchObject({
    ok: false,
    tooSmallFor: {name: 'max_pool_3', shape: [0, 0, 32]},
  });
});

test('weights begin within the limits of Glorot and Bengio, biases at zero, each kernel from its own stream', () => {
  const weights = initialWeights(build(cnn), 1);
  expect(weights.map(({name, shape}) => `${name} ${String(shape)}`)).toEqual([
    'conv2d_1/kernel 3,3,1,32',
    'conv2d_1/bias 32',
    'conv2d_2/kernel 3,3,32,64',
    'conv2d_2/bias 64',
    'conv2d_3/kernel 3,3,64,32',
    'conv2d_3/bias 32',
    'dense_1/kernel 288,512',
    'dense_1/bias 512',
    'dense_2/kernel 512,24',
    'dense_2/bias 24',
  ]);
  const limits = {conv2d_1: 9 * 33, conv2d_2: 9 * 96, conv2d_3: 9 * 96, dense_1: 800, dense_2: 536};
  for (const [node, fans] of Object.entries(limits)) {
    const kernel = weights.find(({name}) => name === `${node}/kernel`)?.values ?? new Float32Array();
    const largest = kernel.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const limit = Math.sqrt(6 / fans);
    expect(largest).toBeLessThanOrEqual(limit);
    expect(largest).toBeGreaterThan(0.97 * limit);
    const mean = kernel.reduce((sum, value) => sum + value, 0) / kernel.length;
    expect(Math.abs(mean)).toBeLessThan((4 * limit) / Math.sqrt(3 * kernel.length));
  }
  expect(
    weights.filter(({name}) => name.endsWith('bias')).every(({values}) => values.every((v) => v === 0)),
  ).toBe(true);
  const bytes = (seed: number): Buffer =>
    Buffer.concat(initialWeights(build(cnn), seed).map(({values}) => Buffer.from(values.buffer)));
  expect(bytes(1).equals(bytes(1))).toBe(true);
  expect(bytes(1).equals(bytes(2))).toBe(false);
});
