import {float32, ints, text} from './builder.ts';
import {defineLayer} from './layer.ts';
import {shapeOf} from './shape-of.ts';

/** The mean of each window, channel by channel, of what of it lies within the image; each element gets its share of the gradient. */
export const averagePool = defineLayer('average-pool', ({size, stride, padding = 'valid'}) => [
  {
    name: 'average-pool',
    order: 'other',
    forward: ({graph}, [input]) => {
      const attributes = {
        T: float32,
        data_format: text('NHWC'),
        ksize: ints(1, size, size, 1),
        strides: ints(1, stride, stride, 1),
        padding: text(padding.toUpperCase()),
      };
      return {
        output: graph.add('AvgPool', {inputs: [input], attributes}),
        backward: (gradient) => ({
          inputs: [graph.add('AvgPoolGrad', {inputs: [shapeOf(graph, input), gradient], attributes})],
        }),
      };
    },
  },
]);
