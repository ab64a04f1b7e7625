import type {LossOptions} from '../trainer.ts';
import {flag, float32, int, int32, type, type Graph, type Tensor} from './builder.ts';

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
export const softmaxCrossEntropy = (
  graph: Graph,
  scores: Tensor,
  classes: Tensor<'int32'>,
  options: LossOptions = {},
): Loss => {
  const {losses, backprop} = weighted(graph, lossesOf(graph, scores, classes, options), classes, options);
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

interface Losses {
  /** `[batch]`. */
  readonly losses: Tensor;
  /** `[batch, classes]`: of each image's loss, by its scores. */
  readonly backprop: Tensor;
}

const lossesOf = (
  graph: Graph,
  scores: Tensor,
  classes: Tensor<'int32'>,
  {labelSmoothing = 0}: LossOptions,
): Losses => {
  const losses =
    labelSmoothing === 0
      ? graph.add('SparseSoftmaxCrossEntropyWithLogits', {
          inputs: [scores, classes],
          attributes: {T: float32, Tlabels: int32},
        })
      : graph.add('SoftmaxCrossEntropyWithLogits', {
          inputs: [scores, smoothLabels(graph, scores, classes, labelSmoothing)],
          attributes: {T: float32},
        });
  return {losses, backprop: graph.output(losses, 1)};
};

/** `[batch, classes]`: 1 - smoothing for an image's own class, and smoothing shared out among all. */
const smoothLabels = (graph: Graph, scores: Tensor, classes: Tensor<'int32'>, smoothing: number): Tensor => {
  const attributes = {T: float32};
  const shape = graph.add('Shape', {
    inputs: [scores],
    attributes: {T: float32, out_type: int32},
    dtype: 'int32',
  });
  const count = graph.add('Gather', {
    inputs: [shape, graph.constant('int32', 1)],
    attributes: {Tparams: int32, Tindices: int32},
    dtype: 'int32',
  });
  const oneHot = graph.add('OneHot', {
    inputs: [classes, count, graph.constant('float32', 1), graph.constant('float32', 0)],
    attributes: {T: float32, TI: int32, axis: int(-1)},
  });
  const share = graph.add('RealDiv', {
    inputs: [
      graph.constant('float32', smoothing),
      graph.add('Cast', {inputs: [count], attributes: {SrcT: int32, DstT: float32}}),
    ],
    attributes,
  });
  const own = graph.add('Mul', {inputs: [oneHot, graph.constant('float32', 1 - smoothing)], attributes});
  return graph.add('AddV2', {inputs: [own, share], attributes});
};

const weighted = (
  graph: Graph,
  {losses, backprop}: Losses,
  classes: Tensor<'int32'>,
  {classWeights}: LossOptions,
): Losses => {
  if (classWeights === undefined) return {losses, backprop};
  const attributes = {T: float32};
  const zero = graph.constant('int32', 0);
  const weights = graph.add('GatherV2', {
    inputs: [graph.constant('float32', classWeights), classes, zero],
    attributes: {Tparams: float32, Tindices: int32, Taxis: int32, batch_dims: int(0)},
  });
  const column = graph.add('ExpandDims', {
    inputs: [weights, graph.constant('int32', 1)],
    attributes: {T: float32, Tdim: int32},
  });
  return {
    losses: graph.add('Mul', {inputs: [losses, weights], attributes}),
    backprop: graph.add('Mul', {inputs: [backprop, column], attributes}),
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
