import {float32, int, int32} from './builder.ts';
import {defineLayer} from './layer.ts';

/** The inputs' channels side by side, as at the end of an inception module (Szegedy et al., 2014); the gradient is cut apart again. */
export const concatenate = defineLayer('concatenate', () => [
  {
    name: 'concatenate',
    order: 'other',
    forward: ({graph, node}, inputs) => {
      const axis = graph.constant('int32', -1);
      const channels = node.inputs.map(({shape}) => shape.at(-1) ?? 0);
      return {
        output: graph.add('ConcatV2', {
          inputs: [...inputs, axis],
          attributes: {T: float32, Tidx: int32, N: int(inputs.length)},
        }),
        backward: (gradient) => {
          const parts = graph.add('SplitV', {
            inputs: [gradient, graph.constant('int32', channels), axis],
            attributes: {T: float32, Tlen: int32, num_split: int(inputs.length)},
          });
          return {inputs: inputs.map((_, index) => graph.output(parts, index))};
        },
      };
    },
  },
]);
