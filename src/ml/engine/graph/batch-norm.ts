import {flag, float, float32, text, type Graph, type Tensor} from './builder.ts';
import {defineLayer} from './layer.ts';
import {reshape} from './reshape.ts';

/**
 * Batch normalisation (Ioffe & Szegedy, 2015), by channel: (x - mean) / √(variance + ε) · γ + β.
 *
 * In training mean and variance are the batch's, and the moving ones go a part of the way, `1 - momentum`, towards them: towards
 * the variance of the population, that is the batch's times n / (n - 1), as in the paper, and as in Keras for images (of flat
 * inputs Keras takes the batch's own). Evaluated, the moving ones are taken.
 */
export const batchNorm = defineLayer('batch-norm', ({momentum, epsilon}) => [
  {
    name: 'batch-norm',
    order: 'other',
    forward: ({graph, node, weight, training}, [input]) => {
      const [gamma, beta] = [weight('gamma'), weight('beta')];
      const moving = {mean: weight('moving_mean'), variance: weight('moving_variance')};
      const attributes = {
        ...{T: float32, U: float32, data_format: text('NHWC'), epsilon: float(epsilon)},
        is_training: flag(training !== undefined),
      };
      // TensorFlow's op takes images; the units of a flat input are the channels of images of one pixel.
      const channels = node.shape.at(-1) ?? 0;
      const flat = node.shape.length === 1;
      const asImages = (tensor: Tensor) => (flat ? reshape(graph, tensor, [1, 1, channels]) : tensor);
      const asInput = (tensor: Tensor) => (flat ? reshape(graph, tensor, node.shape) : tensor);

      const x = asImages(input);
      const none = graph.constant('float32', []);
      const [mean, variance] = training === undefined ? [moving.mean, moving.variance] : [none, none];
      const normalised = graph.add('FusedBatchNormV3', {
        inputs: [x, gamma, beta, mean, variance],
        attributes: {...attributes, exponential_avg_factor: float(1)},
      });
      const towards = (old: Tensor, index: 1 | 2) =>
        moved(graph, old, graph.output(normalised, index), 1 - momentum);
      return {
        output: asInput(normalised),
        ...(training !== undefined && {
          statistics: {moving_mean: towards(moving.mean, 1), moving_variance: towards(moving.variance, 2)},
        }),
        backward: (gradient) => {
          const reserved = [3, 4, 5].map((index) => graph.output(normalised, index));
          const byInput = graph.add('FusedBatchNormGradV3', {
            inputs: [asImages(gradient), x, gamma, ...reserved],
            attributes,
          });
          return {
            inputs: [asInput(byInput)],
            weights: {gamma: graph.output(byInput, 1), beta: graph.output(byInput, 2)},
          };
        },
      };
    },
  },
]);

/** old - (old - target)·part */
const moved = (graph: Graph, old: Tensor, target: Tensor, part: number): Tensor => {
  const two = (op: 'Sub' | 'Mul', ...inputs: readonly [Tensor, Tensor]) =>
    graph.add(op, {inputs, attributes: {T: float32}});
  return two('Sub', old, two('Mul', two('Sub', old, target), graph.constant('float32', part)));
};
