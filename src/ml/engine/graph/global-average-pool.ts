import {flag, float32, int32} from './builder.ts';
import {defineLayer} from './layer.ts';
import {reshape} from './reshape.ts';

/** The mean over an image, `[batch, height, width, channels]` to `[batch, channels]`; each pixel gets its share of the gradient. */
export const globalAveragePool = defineLayer('global-average-pool', () => [
  {
    name: 'global-average-pool',
    order: 'other',
    forward: ({graph, node}, [input]) => {
      const [height = 0, width = 0, channels = 0] = node.inputs[0]?.shape ?? [];
      return {
        output: graph.add('Mean', {
          inputs: [input, graph.constant('int32', [1, 2])],
          attributes: {T: float32, Tidx: int32, keep_dims: flag(false)},
        }),
        backward: (gradient) => {
          const share = graph.add('Mul', {
            inputs: [gradient, graph.constant('float32', 1 / (height * width))],
            attributes: {T: float32},
          });
          return {
            inputs: [
              graph.add('Tile', {
                inputs: [
                  reshape(graph, share, [1, 1, channels]),
                  graph.constant('int32', [1, height, width, 1]),
                ],
                attributes: {T: float32, Tmultiples: int32},
              }),
            ],
          };
        },
      };
    },
  },
]);
