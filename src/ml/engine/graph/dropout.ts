import {dropoutKey} from '../dropout-mask.ts';
import {float32, int, int32, type} from './builder.ts';
import {defineLayer} from './layer.ts';

/**
 * Dropout (Srivastava et al., 2014), inverted: in training each element is 0 with probability `rate`, else divided by
 * `1 - rate`. The mask is that of `dropout-mask.ts`, to the bit, drawn by TensorFlow: Philox with one key for (seed,
 * node), and the step in the upper half of the counter, so that no two steps share numbers.
 */
export const dropout = defineLayer('dropout', ({rate}) => [
  {
    name: 'dropout',
    order: 'other',
    forward: ({graph, node, training}, [input]) => {
      if (training === undefined || rate === 0) {
        return {output: input, backward: (gradient) => ({inputs: [gradient]})};
      }
      const shape = graph.add('Shape', {
        inputs: [input],
        attributes: {T: float32, out_type: int32},
        dtype: 'int32',
      });
      const step = graph.add('Bitcast', {
        inputs: [training.stepsDone],
        attributes: {T: type('int64'), type: type('uint64')},
        dtype: 'uint64',
      });
      const counter = graph.add('Pack', {
        inputs: [graph.constant('uint64', 0), step],
        attributes: {T: type('uint64'), N: int(2), axis: int(0)},
        dtype: 'uint64',
      });
      const uniform = graph.add('StatelessRandomUniformV2', {
        inputs: [
          shape,
          graph.constant('uint64', [uint64(dropoutKey(training.seed, node.name))]),
          counter,
          graph.constant('int32', philox),
        ],
        attributes: {dtype: float32, Tshape: int32},
      });
      const kept = graph.add('GreaterEqual', {
        inputs: [uniform, graph.constant('float32', rate)],
        attributes: {T: float32},
        dtype: 'bool',
      });
      const mask = graph.add('Mul', {
        inputs: [
          graph.add('Cast', {inputs: [kept], attributes: {SrcT: type('bool'), DstT: float32}}),
          graph.constant('float32', 1 / (1 - rate)),
        ],
        attributes: {T: float32},
      });
      const apply = (to: typeof input) => graph.add('Mul', {inputs: [to, mask], attributes: {T: float32}});
      return {output: apply(input), backward: (gradient) => ({inputs: [apply(gradient)]})};
    },
  },
]);

/** RNG_ALG_PHILOX in tensorflow/core/framework/rng_alg.h. */
const philox = 1;

const uint64 = ([lower, upper]: readonly [number, number]): bigint => (BigInt(upper) << 32n) | BigInt(lower);
