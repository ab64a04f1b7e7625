import type * as Tf from '@tensorflow/tfjs';
import {heapOf, replaceKernel} from './wasm-heap.ts';

/**
 * Puts a quicker kernel in the place of the wasm backend's own where everything but the last axis is summed, as in the
 * gradient of a bias: the backend transposes all of it first. Sums are kept in double precision.
 */
export const registerSum = (tf: typeof Tf): void =>
  replaceKernel(tf, 'Sum', (own) => (call) => {
    const {x} = call.inputs as unknown as {x: Tf.TensorInfo};
    const {axis, keepDims} = call.attrs as unknown as Tf.SumAttrs;
    const rank = x.shape.length;
    const axes = tf.util.parseAxisParam(axis, x.shape);
    const channels = x.shape[rank - 1] ?? 1;
    const leading = axes.length === rank - 1 && axes.every((each) => each < rank - 1);
    if (rank < 2 || !leading || x.dtype !== 'float32') return own(call);

    const heap = heapOf(call.backend);
    const result = heap.allocate(keepDims ? [...x.shape.slice(0, -1).map(() => 1), channels] : [channels]);
    const values = heap.view(x);
    const sums = new Float64Array(channels);
    for (let start = 0; start < values.length; start += channels) {
      for (let channel = 0; channel < channels; channel++) {
        sums[channel] = (sums[channel] as number) + (values[start + channel] as number);
      }
    }
    heap.view(result).set(sums);
    return result;
  });
