import type {Activation} from './activations.ts';
import type {Node} from './declaration.ts';
import type {Initialiser} from './initialisers.ts';
import {activation as activated, batchNorm, conv2d, dense} from './layers.ts';

/** How a model's layers are made, as its params say: see `params.ts`. */
export interface LayerStyle {
  readonly activation: Exclude<Activation, 'softmax'>;
  readonly initialiser: Initialiser;
  readonly batch_norm: boolean;
  readonly l2: number;
}

type Convolution = Omit<Parameters<typeof conv2d>[1], 'activation'>;

/** Convolution, normalisation where the style has it, activation. */
export const convolution = (x: Node, options: Convolution, style: LayerStyle): Node =>
  finished(style, (activation) =>
    conv2d(x, {padding: 'same', ...options, ...kernelOf(style), ...activation}),
  );

/** The last layer: a probability for each class. */
export const classifier = (x: Node, classes: number, style: Pick<LayerStyle, 'initialiser' | 'l2'>): Node =>
  dense(x, {units: classes, activation: 'softmax', ...kernelOf(style)});

/** A layer with a kernel, and what follows it: with normalisation the activation stands behind that, and β takes the bias' place. */
export const finished = (
  {activation, batch_norm: normalised}: Pick<LayerStyle, 'activation' | 'batch_norm'>,
  layer: (options: {readonly activation: Activation} | {readonly bias: false}) => Node,
): Node => (normalised ? activated(normalise(layer({bias: false})), activation) : layer({activation}));

/**
 * Moving means that follow the last ten or so steps: with Keras' momentum of 0.99 a short training ends before they have
 * forgotten where they began.
 */
export const normalise = (x: Node): Node => batchNorm(x, {momentum: 0.9});

/** What is as usual is left out of the declaration. */
export const kernelOf = ({initialiser, l2}: Pick<LayerStyle, 'initialiser' | 'l2'>) => ({
  ...(initialiser !== 'glorot_uniform' && {initialiser}),
  ...(l2 > 0 && {l2}),
});
