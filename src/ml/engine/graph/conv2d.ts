import type {Padding} from '../../models/declaration.ts';
import {activation} from './activation.ts';
import {biasOf} from './bias.ts';
import {flag, float32, ints, text} from './builder.ts';
import {defineLayer} from './layer.ts';
import type {Part} from './part.ts';
import {shapeOf} from './shape-of.ts';

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
      T: float32,
      data_format: text('NHWC'),
      strides: ints(1, stride, stride, 1),
      dilations: ints(1, 1, 1, 1),
      padding: text(padding.toUpperCase()),
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
