import {flag, float32, int32, type, type Graph, type Tensor} from './builder.ts';

export interface Loss {
  /** Sum over the batch, a scalar. */
  readonly total: Tensor;
  readonly mean: Tensor;
  /** How many of the batch have their class' score highest, a scalar. */
  readonly correct: Tensor;
  /** Of the mean loss, by the scores. */
  readonly gradient: Tensor;
}

/**
 * Softmax and cross-entropy as one, which neither overflows nor takes the logarithm of 0: for scores z and class c the
 * loss is log Σ exp(zⱼ) - z_c, its gradient softmax(z) - onehot(c), both divided by the batch's size.
 * `scores` are `[batch, classes]`, `classes` `[batch]`.
 */
export const softmaxCrossEntropy = (graph: Graph, scores: Tensor, classes: Tensor<'int32'>): Loss => {
  const losses = graph.add('SparseSoftmaxCrossEntropyWithLogits', {
    inputs: [scores, classes],
    attributes: {T: float32, Tlabels: int32},
  });
  const backprop = graph.output(losses, 1);
  const total = sum(graph, losses);
  const count = graph.add('Size', {
    inputs: [classes],
    attributes: {T: int32, out_type: int32},
    dtype: 'int32',
  });
  const divide = (tensor: Tensor) =>
    graph.add('RealDiv', {
      inputs: [tensor, graph.add('Cast', {inputs: [count], attributes: {SrcT: int32, DstT: float32}})],
      attributes: {T: float32},
    });
  return {
    total,
    mean: divide(total),
    correct: correct(graph, scores, classes),
    gradient: divide(backprop),
  };
};

const correct = (graph: Graph, scores: Tensor, classes: Tensor<'int32'>): Tensor => {
  const best = graph.add('ArgMax', {
    inputs: [scores, graph.constant('int32', 1)],
    attributes: {T: float32, Tidx: int32, output_type: int32},
    dtype: 'int32',
  });
  const hits = graph.add('Equal', {
    inputs: [best, classes],
    attributes: {T: int32, incompatible_shape_error: flag(true)},
    dtype: 'bool',
  });
  return sum(graph, graph.add('Cast', {inputs: [hits], attributes: {SrcT: type('bool'), DstT: float32}}));
};

const sum = (graph: Graph, vector: Tensor): Tensor =>
  graph.add('Sum', {
    inputs: [vector, graph.constant('int32', [0])],
    attributes: {T: float32, Tidx: int32, keep_dims: flag(false)},
  });
