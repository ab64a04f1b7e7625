import type {Activation} from './activations.ts';
import type {Node, Padding} from './declaration.ts';
import type {Initialiser} from './initialisers.ts';
import * as layers from './layers.ts';

/** How a model's layers are made, as its params say: see `params.ts`. */
export interface LayerStyle {
  readonly activation: Exclude<Activation, 'softmax'>;
  readonly initialiser: Initialiser;
  readonly batch_norm: boolean;
  readonly l2: number;
}

interface Window {
  readonly kernel: number;
  readonly stride?: number;
  readonly padding?: Padding;
}

/** Convolution, normalisation where the style has it, activation. */
export const convolution = (x: Node, options: Window & {readonly filters: number}, style: LayerStyle): Node =>
  finished(style, (end) => layers.conv2d(x, {padding: 'same', ...options, ...kernelOf(style), ...end}));

/** Depthwise convolution, normalisation where the style has it, activation. */
export const depthwiseConvolution = (x: Node, options: Window, style: LayerStyle): Node =>
  finished(style, (end) =>
    layers.depthwiseConv2d(x, {padding: 'same', ...options, ...kernelOf(style), ...end}),
  );

/** Full connection, normalisation where the style has it, activation. */
export const hiddenLayer = (x: Node, units: number, style: LayerStyle): Node =>
  finished(style, (end) => layers.dense(x, {units, ...kernelOf(style), ...end}));

/** The last layer: a probability for each class. */
export const classifier = (x: Node, classes: number, style: Pick<LayerStyle, 'initialiser' | 'l2'>): Node =>
  layers.dense(x, {units: classes, activation: 'softmax', ...kernelOf(style)});

/** Max-pooling or average pooling. */
export const pooled = (
  x: Node,
  pooling: 'max' | 'average',
  options: Parameters<typeof layers.maxPool>[1] = {},
): Node => (pooling === 'max' ? layers.maxPool(x, options) : layers.averagePool(x, options));

/** Where nothing is left out there is no layer for it. */
export const thinned = (x: Node, rate: number): Node => (rate === 0 ? x : layers.dropout(x, {rate}));

/** A layer with a kernel, and what follows it: with normalisation the activation stands behind that, and β takes the bias' place. */
const finished = (
  {activation, batch_norm: normalised}: LayerStyle,
  layer: (end: {readonly activation: Activation} | {readonly bias: false}) => Node,
): Node =>
  normalised ? layers.activation(normalise(layer({bias: false})), activation) : layer({activation});

/**
 * Moving means that follow the last ten or so steps: with Keras' momentum of 0.99 a short training ends before they have
 * forgotten where they began.
 */
export const normalise = (x: Node): Node => layers.batchNorm(x, {momentum: 0.9});

/** What is as usual is left out of the declaration. */
export const kernelOf = ({initialiser, l2}: Pick<LayerStyle, 'initialiser' | 'l2'>) => ({
  ...(initialiser !== 'glorot_uniform' && {initialiser}),
  ...(l2 > 0 && {l2}),
});
