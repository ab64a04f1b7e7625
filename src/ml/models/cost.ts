import type {Node} from './declaration.ts';

/**
 * Multiplications, each with an addition, that one image costs in this layer: those of convolutions and dense layers.
 * What is done once an element (bias, activation, pooling, normalisation) is not counted, as is usual. Training costs about three times
 * as much: forward, and the gradients by inputs and by weights.
 */
export const multiplyAddsOf = ({layer, inputs, shape}: Node): number => {
  const channels = inputs[0]?.shape.at(-1) ?? 0;
  switch (layer.type) {
    case 'conv2d':
      return sizeOf(shape) * layer.kernel ** 2 * channels;
    case 'depthwise-conv2d':
      return sizeOf(shape) * layer.kernel ** 2;
    case 'dense':
      return sizeOf(shape) * channels;
    case 'input':
    case 'max-pool':
    case 'average-pool':
    case 'global-average-pool':
    case 'batch-norm':
    case 'activation':
    case 'add':
    case 'concatenate':
    case 'flatten':
    case 'dropout':
      return 0;
    default:
      return layer satisfies never;
  }
};

/** Bytes of what a layer puts out for one image, as float32; 0 where it only looks at its input in another shape. */
export const activationBytesOf = ({layer, shape}: Node): number =>
  layer.type === 'flatten' ? 0 : 4 * sizeOf(shape);

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);
