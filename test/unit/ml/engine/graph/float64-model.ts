import type {Node} from '../../../../../src/ml/models/declaration.ts';
import {sizeOf} from './examples.ts';

/**
 * What a declared model computes, written down loop by loop in float64, to hold the graph engine against: nothing here
 * is fast, reordered or shared with the engine.
 */
export interface Example {
  /** `[batch, …]`, flat. */
  readonly images: ArrayLike<number>;
  readonly classes: ArrayLike<number>;
  readonly weights: ReadonlyMap<string, ArrayLike<number>>;
  /** What dropout multiplies with, by node: none where it does nothing. */
  readonly masks?: ReadonlyMap<string, ArrayLike<number>>;
}

/** Mean cross-entropy over the batch. */
export const meanLoss = (model: Node, example: Example): number => {
  const batch = example.classes.length;
  const classes = model.shape[0] ?? 0;
  const probabilities = outputOf(model, example);
  let total = 0;
  for (let n = 0; n < batch; n++) {
    total -= Math.log(at(probabilities, n * classes + at(example.classes, n)));
  }
  return total / batch;
};

/** By central differences: exact to about 1e-9 where the loss is smooth. */
export const finiteDifferences = (model: Node, example: Example, weight: string): Float64Array => {
  const values = Float64Array.from(example.weights.get(weight) ?? []);
  const lossAt = (index: number, value: number) =>
    meanLoss(model, {...example, weights: new Map(example.weights).set(weight, values.with(index, value))});
  const step = 1e-5;
  return values.map(
    (value, index) => (lossAt(index, value + step) - lossAt(index, value - step)) / (2 * step),
  );
};

const outputOf = (node: Node, example: Example): ArrayLike<number> => {
  const [before] = node.inputs;
  if (before === undefined) return example.images;
  const batch = example.classes.length;
  const x = outputOf(before, example);
  const kernel = example.weights.get(`${node.name}/kernel`) ?? [];
  const bias = example.weights.get(`${node.name}/bias`) ?? [];
  const {layer} = node;
  switch (layer.type) {
    case 'conv2d':
      return activate(layer.activation, convolve(node, before, layer, x, kernel, bias), layer.filters);
    case 'dense':
      return activate(layer.activation, multiply(batch, x, kernel, bias), layer.units);
    case 'max-pool':
      return pool(node, before, layer, x, batch);
    case 'dropout': {
      const mask = example.masks?.get(node.name);
      return mask === undefined ? x : Float64Array.from(x, (value, index) => value * at(mask, index));
    }
    case 'flatten':
    case 'input':
      return x;
  }
};

const convolve = (
  {shape: [outHeight = 0, outWidth = 0, filters = 0]}: Node,
  {shape: [height = 0, width = 0, channels = 0]}: Node,
  {kernel: size, stride, padding}: {kernel: number; stride: number; padding: 'same' | 'valid'},
  x: ArrayLike<number>,
  kernel: ArrayLike<number>,
  bias: ArrayLike<number>,
): Float64Array => {
  const batch = x.length / (height * width * channels);
  const before = (length: number, out: number) =>
    padding === 'same' ? Math.floor(Math.max((out - 1) * stride + size - length, 0) / 2) : 0;
  const [top, left] = [before(height, outHeight), before(width, outWidth)];
  const y = new Float64Array(batch * outHeight * outWidth * filters);
  y.forEach((_, index) => {
    const f = index % filters;
    const column = Math.floor(index / filters) % outWidth;
    const row = Math.floor(index / filters / outWidth) % outHeight;
    const n = Math.floor(index / filters / outWidth / outHeight);
    let sum = at(bias, f);
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        const [r, c] = [row * stride + i - top, column * stride + j - left];
        if (r < 0 || r >= height || c < 0 || c >= width) continue;
        for (let k = 0; k < channels; k++) {
          sum +=
            at(x, ((n * height + r) * width + c) * channels + k) *
            at(kernel, ((i * size + j) * channels + k) * filters + f);
        }
      }
    }
    y[index] = sum;
  });
  return y;
};

const multiply = (
  batch: number,
  x: ArrayLike<number>,
  kernel: ArrayLike<number>,
  bias: ArrayLike<number>,
): Float64Array => {
  const [inputs, units] = [x.length / batch, bias.length];
  return new Float64Array(batch * units).map((_, index) => {
    const [n, unit] = [Math.floor(index / units), index % units];
    let sum = at(bias, unit);
    for (let k = 0; k < inputs; k++) sum += at(x, n * inputs + k) * at(kernel, k * units + unit);
    return sum;
  });
};

const pool = (
  {shape: [outHeight = 0, outWidth = 0, channels = 0]}: Node,
  {shape: [height = 0, width = 0]}: Node,
  {size, stride}: {size: number; stride: number},
  x: ArrayLike<number>,
  batch: number,
): Float64Array =>
  new Float64Array(batch * sizeOf([outHeight, outWidth, channels])).map((_, index) => {
    const channel = index % channels;
    const column = Math.floor(index / channels) % outWidth;
    const row = Math.floor(index / channels / outWidth) % outHeight;
    const n = Math.floor(index / channels / outWidth / outHeight);
    let largest = -Infinity;
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        const place = (n * height + row * stride + i) * width + column * stride + j;
        largest = Math.max(largest, at(x, place * channels + channel));
      }
    }
    return largest;
  });

const activate = (
  activation: 'linear' | 'relu' | 'softmax',
  x: Float64Array,
  channels: number,
): Float64Array => {
  switch (activation) {
    case 'linear':
      return x;
    case 'relu':
      return x.map((value) => Math.max(value, 0));
    case 'softmax':
      return x.map((value, index) => {
        const row = x.subarray(index - (index % channels), index - (index % channels) + channels);
        return 1 / row.reduce((sum, other) => sum + Math.exp(other - value), 0);
      });
  }
};

const at = (values: ArrayLike<number>, index: number): number => {
  const value = values[index];
  if (value === undefined) throw new Error(`there is no element ${index}`);
  return value;
};
