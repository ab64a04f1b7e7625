import type {Activation} from './activations.ts';
import type {KernelOptions, Layer, Node, Padding, Shape} from './declaration.ts';

/**
 * What models are built of. Each takes the node before it and gives the next, with its shape; `buildModel` numbers the names.
 * Defaults are Keras'.
 */
export const input = (shape: Shape): Node => node('input', {type: 'input'}, [], shape);

interface WindowOptions {
  /** Rows and columns of the filter. */
  readonly kernel: number;
  readonly stride?: number;
  readonly padding?: Padding;
  readonly activation?: Activation;
}

/** Convolution over `[height, width, channels]`, with a bias for each filter. */
export const conv2d = (
  x: Node,
  {
    filters,
    kernel,
    stride = 1,
    padding = 'valid',
    activation = 'linear',
    ...kernels
  }: WindowOptions & KernelOptions & {readonly filters: number},
): Node => {
  const [height, width] = placesOf(x, {size: kernel, stride, padding});
  const layer: Layer = {type: 'conv2d', filters, kernel, stride, padding, activation, ...kernels};
  return node('conv2d', layer, [x], [height, width, filters]);
};

/** A filter for each channel, which sees that channel alone. */
export const depthwiseConv2d = (
  x: Node,
  {kernel, stride = 1, padding = 'valid', activation = 'linear', ...kernels}: WindowOptions & KernelOptions,
): Node => {
  const shape = placesOf(x, {size: kernel, stride, padding});
  const layer: Layer = {type: 'depthwise-conv2d', kernel, stride, padding, activation, ...kernels};
  return node('depthwise_conv2d', layer, [x], shape);
};

interface PoolOptions {
  readonly size?: number;
  readonly stride?: number;
  readonly padding?: Padding;
}

/**
 * The largest of each window of `size` × `size`. With padding `valid` what does not fill a window at the right and the bottom is
 * left out; with `same` windows may reach beyond the image, where nothing is.
 */
export const maxPool = (x: Node, options: PoolOptions = {}): Node => pool('max-pool', x, options);

/** The mean of each window, of what of it lies within the image. */
export const averagePool = (x: Node, options: PoolOptions = {}): Node => pool('average-pool', x, options);

const pool = (
  type: 'max-pool' | 'average-pool',
  x: Node,
  {size = 2, stride = size, padding = 'valid'}: PoolOptions,
): Node =>
  node(
    type.replace('-', '_'),
    {type, size, stride, ...(padding === 'same' && {padding})},
    [x],
    placesOf(x, {size, stride, padding}),
  );

/** The mean of each channel over the whole image (Lin, Chen and Yan, 2013): `[height, width, channels]` to `[channels]`. */
export const globalAveragePool = (x: Node): Node =>
  node('global_average_pool', {type: 'global-average-pool'}, [x], [imageShape(x)[2]]);

/**
 * Brings each channel (each unit of a flat input) to mean 0 and variance 1 over the batch, times γ, plus β; when it is
 * evaluated, by moving means of both.
 */
export const batchNorm = (
  x: Node,
  {momentum = 0.99, epsilon = 0.001}: {readonly momentum?: number; readonly epsilon?: number} = {},
): Node => node('batch_norm', {type: 'batch-norm', momentum, epsilon}, [x], x.shape);

/** For an activation that is not the last of another layer, as behind a batch normalisation. */
export const activation = (x: Node, name: Exclude<Activation, 'softmax'>): Node =>
  node('activation', {type: 'activation', activation: name}, [x], x.shape);

/** Element by element. */
export const add = (...inputs: readonly [Node, Node, ...Node[]]): Node => {
  const [{shape}] = inputs;
  const other = inputs.find((each) => String(each.shape) !== String(shape));
  if (other !== undefined)
    throw new Error(`shapes to be added differ: [${String(shape)}], [${String(other.shape)}]`);
  return node('add', {type: 'add'}, inputs, shape);
};

/** The channels of all, one after the other. */
export const concatenate = (...inputs: readonly [Node, Node, ...Node[]]): Node => {
  const [{shape}] = inputs;
  const channels = inputs.reduce((sum, each) => sum + (each.shape.at(-1) ?? 0), 0);
  return node('concatenate', {type: 'concatenate'}, inputs, [...shape.slice(0, -1), channels]);
};

/** Row by row, channels last. */
export const flatten = (x: Node): Node => node('flatten', {type: 'flatten'}, [x], [volume(x.shape)]);

interface DenseOptions {
  readonly units: number;
  readonly activation?: Activation;
}

/** Each of `units` sees all of a flat input. */
export const dense = (
  x: Node,
  {units, activation = 'linear', ...kernels}: DenseOptions & KernelOptions,
): Node => {
  if (x.shape.length !== 1)
    throw new Error(`a dense layer takes a flat input, not ${x.name}'s [${String(x.shape)}]`);
  return node('dense', {type: 'dense', units, activation, ...kernels}, [x], [units]);
};

/** In training, a part of the elements, `rate`, is put to zero and the rest enlarged to make up for it. */
export const dropout = (x: Node, {rate}: {readonly rate: number}): Node =>
  node('dropout', {type: 'dropout', rate}, [x], x.shape);

const node = (name: string, layer: Layer, inputs: readonly Node[], shape: Shape): Node => ({
  name,
  layer,
  inputs,
  shape,
});

const imageShape = ({name, shape}: Node): readonly [number, number, number] => {
  const [height, width, channels] = shape;
  if (height === undefined || width === undefined || channels === undefined) {
    throw new Error(`an image was expected, not ${name}'s [${String(shape)}]`);
  }
  return [height, width, channels];
};

interface Windows {
  readonly size: number;
  readonly stride: number;
  readonly padding: Padding;
}

/** `[rows, columns, channels]`: how often windows fit; 0 where the image is smaller, which `buildModel` reports. */
const placesOf = (x: Node, {size, stride, padding}: Windows): readonly [number, number, number] => {
  const [height, width, channels] = imageShape(x);
  const along = (length: number): number =>
    padding === 'same' ? Math.ceil(length / stride) : Math.max(0, Math.floor((length - size) / stride) + 1);
  return [along(height), along(width), channels];
};

const volume = (shape: Shape): number => shape.reduce((product, length) => product * length, 1);
