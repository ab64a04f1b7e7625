import {float32, int32, type Graph, type Tensor} from './builder.ts';
import {defineLayer} from './layer.ts';
import type {Shape} from '../../models/declaration.ts';

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

const reshape = (graph: Graph, tensor: Tensor, shape: Shape): Tensor =>
  graph.add('Reshape', {
    inputs: [tensor, graph.constant('int32', [-1, ...shape])],
    attributes: {T: float32, Tshape: int32},
  });
