import type {Shape} from '../../models/declaration.ts';
import {float32, int32, type Graph, type Tensor} from './builder.ts';

/** Each of a batch in another shape; the memory stays as it lies. */
export const reshape = (graph: Graph, tensor: Tensor, shape: Shape): Tensor =>
  graph.add('Reshape', {
    inputs: [tensor, graph.constant('int32', [-1, ...shape])],
    attributes: {T: float32, Tshape: int32},
  });
