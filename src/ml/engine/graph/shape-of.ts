import {float32, int32, type Graph, type Tensor} from './builder.ts';

/** A tensor's shape, as ops of a backward pass want it. */
export const shapeOf = (graph: Graph, tensor: Tensor): Tensor<'int32'> =>
  graph.add('Shape', {inputs: [tensor], attributes: {T: float32, out_type: int32}, dtype: 'int32'});
