import type {Padding} from '../../models/declaration.ts';
import {activation} from './activation.ts';
import {biasOf} from './bias.ts';
import {flag, ints} from './builder.ts';
import {defineLayer} from './layer.ts';
import type {Part} from './part.ts';
import {shapeOf} from './shape-of.ts';
import {windowAttributes} from './window.ts';

/**
 * Convolution (LeCun et al., 1989), bias, activation.
 * `[batch, height, width, in]` with a kernel `[height, width, in, filters]` gives `[batch, height', width', filters]`.
 */
export const conv2d = defineLayer('conv2d', (layer) => [
  convolution(layer.stride, layer.padding),
  ...biasOf(layer),
  ...activation(layer.activation),
]);

/** The gradient by the input is a transposed convolution, that by the kernel a convolution of input and gradient. */
const convolution = (stride: number, padding: Padding): Part => ({
  name: 'convolution',
  order: 'other',
  forward: ({graph, weight}, [input]) => {
    const kernel = weight('kernel');
    const attributes = {
      ...windowAttributes({stride, padding}),
      dilations: ints(1, 1, 1, 1),
      explicit_paddings: ints(),
      use_cudnn_on_gpu: flag(false),
    };
    return {
      output: graph.add('Conv2D', {inputs: [input, kernel], attributes}),
      backward: (gradient) => ({
        inputs: [
          graph.add('Conv2DBackpropInput', {inputs: [shapeOf(graph, input), kernel, gradient], attributes}),
        ],
        weights: {
          kernel: graph.add('Conv2DBackpropFilter', {
            inputs: [input, shapeOf(graph, kernel), gradient],
            attributes,
          }),
        },
      }),
    };
  },
});
