import type {Activation, Layer, Node, Shape} from './declaration.ts';

/**
 * What models are built of. Each takes the node before it and gives the next, with its shape; `buildModel` numbers the names.
 * Defaults are Keras'.
 */
export const input = (shape: Shape): Node => node('input', {type: 'input'}, [], shape);

interface Conv2dOptions {
  readonly filters: number;
  /** Rows and columns of the filter. */
  readonly kernel: number;
  readonly stride?: number;
  readonly padding?: 'same' | 'valid';
  readonly activation?: Activation;
}

/** Convolution over `[height, width, channels]`, with a bias for each filter. */
export const conv2d = (
  x: Node,
  {filters, kernel, stride = 1, padding = 'valid', activation = 'linear'}: Conv2dOptions,
): Node => {
  const [height, width] = imageShape(x);
  const along = (length: number): number =>
    padding === 'same' ? Math.ceil(length / stride) : windows(length, kernel, stride);
  const layer: Layer = {type: 'conv2d', filters, kernel, stride, padding, activation};
  return node('conv2d', layer, [x], [along(height), along(width), filters]);
};

/** The largest of each window of `size` × `size`; what does not fill a window at the right and the bottom is left out. */
export const maxPool = (
  x: Node,
  {size = 2, stride = size}: {readonly size?: number; readonly stride?: number} = {},
): Node => {
  const [height, width, channels] = imageShape(x);
  const shape = [windows(height, size, stride), windows(width, size, stride), channels];
  return node('max_pool', {type: 'max-pool', size, stride}, [x], shape);
};

/** Row by row, channels last. */
export const flatten = (x: Node): Node => node('flatten', {type: 'flatten'}, [x], [volume(x.shape)]);

interface DenseOptions {
  readonly units: number;
  readonly activation?: Activation;
}

/** Each of `units` sees all of a flat input. */
export const dense = (x: Node, {units, activation = 'linear'}: DenseOptions): Node => {
  if (x.shape.length !== 1)
    throw new Error(`a dense layer takes a flat input, not ${x.name}'s [${String(x.shape)}]`);
  return node('dense', {type: 'dense', units, activation}, [x], [units]);
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

/** How often a window fits; 0 where the image is smaller, which `buildModel` reports. */
const windows = (length: number, size: number, stride: number): number =>
  Math.max(0, Math.floor((length - size) / stride) + 1);

const volume = (shape: Shape): number => shape.reduce((product, length) => product * length, 1);
