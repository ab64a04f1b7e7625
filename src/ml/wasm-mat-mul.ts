import type * as Tf from '@tensorflow/tfjs';
import {replaceKernel} from './wasm-heap.ts';

/**
 * Transposes a matrix before the wasm backend's product where it is asked for a transposed one: it has quick code (XNNPACK)
 * for products of matrices as they lie, and a plain loop for all others.
 */
export const registerMatMul = (tf: typeof Tf): void =>
  replaceKernel(tf, 'BatchMatMul', (own) => (call) => {
    const {transposeA, transposeB} = call.attrs as unknown as Tf.BatchMatMulAttrs;
    if (!transposeA && !transposeB) return own(call);
    const {a, b} = call.inputs as unknown as {a: Tf.Tensor; b: Tf.Tensor};
    return tf.tidy(() => {
      const asItLies = (matrix: Tf.Tensor, transposed: boolean): Tf.Tensor => {
        if (!transposed) return matrix;
        const last = matrix.shape.length - 1;
        const axes = matrix.shape.map((_, axis) => axis);
        return tf.transpose(matrix, [...axes.slice(0, -2), last, last - 1]);
      };
      return tf.matMul(asItLies(a, transposeA), asItLies(b, transposeB));
    });
  });
