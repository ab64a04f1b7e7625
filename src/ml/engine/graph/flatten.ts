import {defineLayer} from './layer.ts';
import {reshape} from './reshape.ts';

/** `[batch, height, width, channels]` to `[batch, height · width · channels]`; the memory stays as it lies. */
export const flatten = defineLayer('flatten', () => [
  {
    name: 'flatten',
    order: 'other',
    forward: ({graph, node}, [input]) => ({
      output: reshape(graph, input, node.shape),
      backward: (gradient) => ({
        inputs: [reshape(graph, gradient, node.inputs[0]?.shape ?? [])],
      }),
    }),
  },
]);
