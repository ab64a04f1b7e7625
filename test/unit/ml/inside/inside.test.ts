import {createHash} from 'node:crypto';
import {serialize} from 'node:v8';
import type * as Tf from '@tensorflow/tfjs';
import {afterEach, describe, expect, test} from 'vitest';
import {loadBackend} from '../../../../src/ml/backend.ts';
import {engineInfo} from '../../../../src/ml/engine-info.ts';
import {activationsOf} from '../../../../src/ml/inside/activations.ts';
import {firstFilters} from '../../../../src/ml/inside/first-filters.ts';
import {heatMaps} from '../../../../src/ml/inside/heat-maps.ts';
import {toLayersModel} from '../../../../src/ml/layers-model.ts';
import {buildModel} from '../../../../src/ml/models/build-model.ts';
import type {Node} from '../../../../src/ml/models/declaration.ts';
import {models} from '../../../../src/ml/models/index.ts';
import {conv2d, dense, flatten, input} from '../../../../src/ml/models/layers.ts';
import {numbered} from '../../../../src/ml/models/nodes.ts';
import {initialWeights} from '../../../../src/ml/models/weights.ts';
import {batchFor, randomWeights} from '../engine/graph/examples.ts';

const info = engineInfo();
const loaded = info.ok ? await loadBackend({engine: info.value.name, threads: 1}) : info;
if (!loaded.ok) throw new Error(loaded.failure.what);
const {tf} = loaded.value;

const open: Tf.LayersModel[] = [];
const modelOf = (node: Node, weights = randomWeights(node, 3)): Tf.LayersModel => {
  const model = toLayersModel(tf, node, weights, 'model');
  open.push(model);
  return model;
};
afterEach(() => open.splice(0).forEach((model) => model.dispose()));

const close = (values: readonly number[], expected: readonly number[]) =>
  expected.forEach((value, index) => expect(values[index], `at ${index}`).toBeCloseTo(value, 5));
const overLargest = (values: readonly number[]) => values.map((value) => value / Math.max(...values));
const valuesOf = (node: Node, name: string) =>
  randomWeights(node, 3).find((weight) => weight.name === name)?.values ?? new Float32Array();

describe('heat maps', () => {
  test('of a model that only adds pixels up are its weights', () => {
    const node = numbered(dense(flatten(input([3, 3, 1])), {units: 4, activation: 'softmax'}));
    const {images} = batchFor(node, 2, 1);
    const {method, maps} = heatMaps({
      tf,
      model: modelOf(node),
      images: Float32Array.from(images),
      classes: [1, 3],
    });
    expect(method).toBe('saliency');
    const kernel = valuesOf(node, 'dense_1/kernel');
    [1, 3].forEach((wanted, image) => {
      const column = [...kernel].filter((_, index) => index % 4 === wanted).map(Math.abs);
      close([...(maps[image] ?? [])], overLargest(column));
    });
  });

  test('can be had of a model of one class', () => {
    const node = numbered(dense(flatten(input([3, 3, 1])), {units: 1, activation: 'softmax'}));
    const {images} = batchFor(node, 1, 1);
    const {maps} = heatMaps({tf, model: modelOf(node), images: Float32Array.from(images), classes: [0]});
    close([...(maps[0] ?? [])], overLargest([...valuesOf(node, 'dense_1/kernel')].map(Math.abs)));
  });

  test("at a convolution are its channels, weighted by the means of the score's gradient", () => {
    const convolved = conv2d(input([3, 3, 1]), {filters: 2, kernel: 1, activation: 'relu'});
    const node = numbered(dense(flatten(convolved), {units: 4, activation: 'softmax'}));
    const {images} = batchFor(node, 1, 1);
    const wanted = 2;
    const found = heatMaps({tf, model: modelOf(node), images: Float32Array.from(images), classes: [wanted]});
    expect([found.method, found.layer]).toEqual(['grad-cam', 'conv2d_1']);

    const [kernel, bias] = [valuesOf(node, 'conv2d_1/kernel'), valuesOf(node, 'conv2d_1/bias')];
    const last = valuesOf(node, 'dense_1/kernel');
    const shares = [0, 1].map((channel) => {
      const column = Array.from({length: 9}, (_, pixel) => last[(pixel * 2 + channel) * 4 + wanted] ?? NaN);
      return column.reduce((sum, value) => sum + value, 0) / 9;
    });
    const map = Array.from(images, (level) => {
      const sum = shares.reduce(
        (total, share, channel) =>
          total + share * Math.max(0, level * (kernel[channel] ?? NaN) + (bias[channel] ?? NaN)),
        0,
      );
      return Math.max(0, sum);
    });
    expect(Math.max(...map)).toBeGreaterThan(0);
    close([...(found.maps[0] ?? [])], overLargest(map));
  });
});

test('first filters are kernels, or what a dense layer makes of each pixel', () => {
  const convolved = numbered(
    dense(flatten(conv2d(input([4, 4, 1]), {filters: 3, kernel: 2})), {units: 2, activation: 'softmax'}),
  );
  const kernel = [...valuesOf(convolved, 'conv2d_1/kernel')];
  expect(firstFilters(modelOf(convolved))).toEqual({
    layer: 'conv2d_1',
    height: 2,
    width: 2,
    filters: [0, 1, 2].map((filter) => Float32Array.from(kernel.filter((_, index) => index % 3 === filter))),
  });
  const flat = numbered(dense(flatten(input([2, 5, 1])), {units: 3, activation: 'softmax'}));
  expect(firstFilters(modelOf(flat))).toMatchObject({layer: 'dense_1', height: 2, width: 5});
});

/** Of hundreds of thousands of numbers, which `toEqual` would look at one by one. */
const digestOf = (found: unknown): string => createHash('sha256').update(serialize(found)).digest('hex');

describe.each(Object.entries(models))('%s', (name, definition) => {
  test('can be looked into, to the same bits each time, and leaves no tensor behind', () => {
    const built = buildModel(definition, {image: [28, 28, 1], params: {}, classes: 4});
    if (!built.ok) throw new Error(`28×28 pixels are too small for ${built.tooSmallFor.name}`);
    const model = modelOf(built.model, initialWeights(built.model, 1));
    const before = tf.memory().numTensors;
    const {images} = batchFor(built.model, 2, 5);
    const pixels = Float32Array.from(images);
    const look = () => ({
      filters: firstFilters(model),
      layers: activationsOf(tf, model, pixels.subarray(0, 784)),
      heat: heatMaps({tf, model, images: pixels, classes: [0, 3]}),
    });
    const {filters, layers, heat} = look();
    expect(digestOf(look())).toBe(digestOf({filters, layers, heat}));
    expect(tf.memory().numTensors).toBe(before);
    expect(filters?.filters.length).toBeGreaterThan(0);
    expect(layers.length).toBeGreaterThan(0);
    expect(heat.method).toBe(name === 'mlp' ? 'saliency' : 'grad-cam');
    expect(heat.maps.map(({length}) => length)).toEqual([784, 784]);
    for (const map of heat.maps) expect(map.every((value) => value >= 0 && value <= 1)).toBe(true);
  });
});
