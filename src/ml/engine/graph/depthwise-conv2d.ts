import type {Padding} from '../../models/declaration.ts';
import {activation} from './activation.ts';
import {biasOf} from './bias.ts';
import {ints} from './builder.ts';
import {defineLayer} from './layer.ts';
import type {Part} from './part.ts';
import {shapeOf} from './shape-of.ts';
import {windowAttributes} from './window.ts';

/**
 * Depthwise convolution (Sifre, 2014; Howard et al., 2017), bias, activation: each channel by a filter of its own.
 * `[batch, height, width, channels]` with a kernel `[height, width, channels, 1]` gives `[batch, height', width', channels]`.
 */
export const depthwiseConv2d = defineLayer('depthwise-conv2d', (layer) => [
  convolution(layer.stride, layer.padding),
  ...biasOf(layer),
  ...activation(layer.activation),
]);

const convolution = (stride: number, padding: Padding): Part => ({
  name: 'depthwise-convolution',
  order: 'other',
  forward: ({graph, weight}, [input]) => {
    const kernel = weight('kernel');
    const attributes = {
      ...windowAttributes({stride, padding}),
      dilations: ints(1, 1, 1, 1),
      explicit_paddings: ints(),
    };
    const backprop = (to: 'Input' | 'Filter', ...inputs: Parameters<typeof graph.add>[1]['inputs'] & {}) =>
      graph.add(`DepthwiseConv2dNativeBackprop${to}`, {inputs, attributes});
    return {
      output: graph.add('DepthwiseConv2dNative', {inputs: [input, kernel], attributes}),
      backward: (gradient) => ({
        inputs: [backprop('Input', shapeOf(graph, input), kernel, gradient)],
        weights: {kernel: backprop('Filter', input, shapeOf(graph, kernel), gradient)},
      }),
    };
  },
});
