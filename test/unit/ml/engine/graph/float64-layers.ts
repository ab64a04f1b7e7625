import type {Activation} from '../../../../../src/ml/models/activations.ts';
import type {Node, Padding} from '../../../../../src/ml/models/declaration.ts';
import {sizeOf} from './examples.ts';

/** The layers' functions in float64, loop by loop. Tensors are flat, batch first, channels last. */

interface Windows {
  readonly size: number;
  readonly stride: number;
  readonly padding: Padding;
}

interface Kernel {
  readonly kernel: number;
  readonly stride: number;
  readonly padding: Padding;
}

/** For each place of the output, its image and the pixels under its window: `place` counts all images' pixels. */
const windowsOf = (
  {shape: [outHeight = 0, outWidth = 0]}: Node,
  {shape: [height = 0, width = 0]}: Node,
  {size, stride, padding}: Windows,
  batch: number,
) => {
  const before = (length: number, out: number) =>
    padding === 'same' ? Math.floor(Math.max((out - 1) * stride + size - length, 0) / 2) : 0;
  const [top, left] = [before(height, outHeight), before(width, outWidth)];
  return Array.from({length: batch * outHeight * outWidth}, (_, index) => {
    const column = index % outWidth;
    const row = Math.floor(index / outWidth) % outHeight;
    const n = Math.floor(index / outWidth / outHeight);
    const pixels: {readonly place: number; readonly inKernel: number}[] = [];
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        const [r, c] = [row * stride + i - top, column * stride + j - left];
        if (r < 0 || r >= height || c < 0 || c >= width) continue;
        pixels.push({place: (n * height + r) * width + c, inKernel: i * size + j});
      }
    }
    return pixels;
  });
};

/** Without the bias. */
export const convolution = (
  node: Node,
  before: Node,
  {kernel: size, stride, padding}: Kernel,
  x: ArrayLike<number>,
  kernel: ArrayLike<number>,
): Float64Array => {
  const channels = before.shape[2] ?? 0;
  const filters = node.shape[2] ?? 0;
  const windows = windowsOf(node, before, {size, stride, padding}, x.length / sizeOf(before.shape));
  return new Float64Array(windows.length * filters).map((_, index) => {
    const [window, f] = [windows[Math.floor(index / filters)] ?? [], index % filters];
    let sum = 0;
    for (const {place, inKernel} of window) {
      for (let k = 0; k < channels; k++) {
        sum +=
          elementAt(x, place * channels + k) * elementAt(kernel, (inKernel * channels + k) * filters + f);
      }
    }
    return sum;
  });
};

/** Without the bias. */
export const depthwiseConvolution = (
  node: Node,
  before: Node,
  {kernel: size, stride, padding}: Kernel,
  x: ArrayLike<number>,
  kernel: ArrayLike<number>,
): Float64Array => {
  const channels = before.shape[2] ?? 0;
  const windows = windowsOf(node, before, {size, stride, padding}, x.length / sizeOf(before.shape));
  return new Float64Array(windows.length * channels).map((_, index) => {
    const [window, channel] = [windows[Math.floor(index / channels)] ?? [], index % channels];
    return window.reduce(
      (sum, {place, inKernel}) =>
        sum + elementAt(x, place * channels + channel) * elementAt(kernel, inKernel * channels + channel),
      0,
    );
  });
};

/** Without the bias. */
export const multiply = (
  batch: number,
  x: ArrayLike<number>,
  kernel: ArrayLike<number>,
  units: number,
): Float64Array => {
  const inputs = x.length / batch;
  return new Float64Array(batch * units).map((_, index) => {
    const [n, unit] = [Math.floor(index / units), index % units];
    let sum = 0;
    for (let k = 0; k < inputs; k++)
      sum += elementAt(x, n * inputs + k) * elementAt(kernel, k * units + unit);
    return sum;
  });
};

/** With no bias as it is. */
export const biased = (sums: Float64Array, bias: ArrayLike<number>): Float64Array =>
  bias.length === 0 ? sums : sums.map((sum, index) => sum + elementAt(bias, index % bias.length));

export const pool = (
  node: Node,
  before: Node,
  {size, stride, padding = 'valid'}: Omit<Windows, 'padding'> & {readonly padding?: Padding},
  x: ArrayLike<number>,
  batch: number,
  of: (window: readonly number[]) => number,
): Float64Array => {
  const channels = before.shape[2] ?? 0;
  const windows = windowsOf(node, before, {size, stride, padding}, batch);
  return new Float64Array(windows.length * channels).map((_, index) => {
    const [window, channel] = [windows[Math.floor(index / channels)] ?? [], index % channels];
    return of(window.map(({place}) => elementAt(x, place * channels + channel)));
  });
};

interface Normalisation {
  readonly gamma: ArrayLike<number>;
  readonly beta: ArrayLike<number>;
  /** Those of the batch where they are not given. */
  readonly mean?: ArrayLike<number>;
  readonly variance?: ArrayLike<number>;
}

export const normalise = (
  x: ArrayLike<number>,
  channels: number,
  epsilon: number,
  {gamma, beta, mean: givenMean, variance: givenVariance}: Normalisation,
): Float64Array => {
  const {means, variances} = momentsOf(x, channels);
  return Float64Array.from(x, (value, index) => {
    const channel = index % channels;
    const centre = elementAt(givenMean ?? means, channel);
    const spread = Math.sqrt(elementAt(givenVariance ?? variances, channel) + epsilon);
    return ((value - centre) / spread) * elementAt(gamma, channel) + elementAt(beta, channel);
  });
};

/** Of each channel, over batch and places. */
export const momentsOf = (x: ArrayLike<number>, channels: number) => {
  const columns = Array.from({length: channels}, (_, channel) =>
    Array.from({length: x.length / channels}, (_place, place) => elementAt(x, place * channels + channel)),
  );
  const means = columns.map(mean);
  const variances = columns.map((column, channel) =>
    mean(column.map((value) => (value - elementAt(means, channel)) ** 2)),
  );
  return {means, variances};
};

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const selu = {lambda: 1.0507009873554805, alpha: 1.6732632423543772};

const functions: Readonly<Record<Exclude<Activation, 'softmax'>, (x: number) => number>> = {
  linear: (x) => x,
  relu: (x) => Math.max(x, 0),
  relu6: (x) => Math.min(Math.max(x, 0), 6),
  elu: (x) => (x > 0 ? x : Math.expm1(x)),
  selu: (x) => selu.lambda * (x > 0 ? x : selu.alpha * Math.expm1(x)),
  softplus: (x) => Math.log1p(Math.exp(x)),
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  tanh: Math.tanh,
  swish: (x) => x / (1 + Math.exp(-x)),
};

export const activate = (activation: Activation, x: Float64Array, channels: number): Float64Array => {
  if (activation !== 'softmax') return x.map(functions[activation]);
  return x.map((value, index) => {
    const row = x.subarray(index - (index % channels), index - (index % channels) + channels);
    return 1 / row.reduce((sum, other) => sum + Math.exp(other - value), 0);
  });
};

export const elementAt = (values: ArrayLike<number>, index: number): number => {
  const value = values[index];
  if (value === undefined) throw new Error(`there is no element ${index}`);
  return value;
};
