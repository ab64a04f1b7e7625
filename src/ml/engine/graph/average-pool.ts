import {ints} from './builder.ts';
import {defineLayer} from './layer.ts';
import {shapeOf} from './shape-of.ts';
import {windowAttributes} from './window.ts';

/** The mean of each window, channel by channel, of what of it lies within the image; each element gets its share of the gradient. */
export const averagePool = defineLayer('average-pool', ({size, stride, padding = 'valid' as const}) => [
  {
    name: 'average-pool',
    order: 'other',
    forward: ({graph}, [input]) => {
      const attributes = {
        ...windowAttributes({stride, padding}),
        ksize: ints(1, size, size, 1),
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
