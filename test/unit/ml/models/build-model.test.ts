import {expect, test} from 'vitest';
import {buildModel} from '../../../../src/ml/models/build-model.ts';
import {cnn} from '../../../../src/ml/models/cnn.ts';
import type {ModelDefinition, Node} from '../../../../src/ml/models/declaration.ts';
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
