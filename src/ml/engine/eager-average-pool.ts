import type * as Tf from '@tensorflow/tfjs';
import type {TensorFlow} from '../backend.ts';
import type {Layer, Shape} from '../models/declaration.ts';

/**
 * The mean of what of each window lies within the image. With padding `same` as a pooling of the padded image, enlarged where a
 * part of the window lay outside: the gradient that the wasm backend has for such windows is that of another function.
 */
export const eagerAveragePool = (
  tf: TensorFlow,
  {size, stride, padding}: Extract<Layer, {type: 'average-pool'}>,
  x: Tf.Tensor4D,
): Tf.Tensor => {
  if (padding === undefined) return tf.avgPool(x, size, stride, 'valid');
  const [, height, width] = x.shape;
  const [rows, columns] = [sidesOf(height, size, stride), sidesOf(width, size, stride)];
  const padded = tf.pad(x, [
    [0, 0],
    [rows.before, rows.after],
    [columns.before, columns.after],
    [0, 0],
  ]);
  const enlarged = rows.inside.flatMap((high) => columns.inside.map((wide) => size ** 2 / (high * wide)));
  const shape: Shape = [1, rows.inside.length, columns.inside.length, 1];
  return tf.mul(tf.avgPool(padded, size, stride, 'valid'), tf.tensor(enlarged, [...shape]));
};

/** How many zeros go before and after a side, and how much of each window lies between them. */
const sidesOf = (length: number, size: number, stride: number) => {
  const windows = Math.ceil(length / stride);
  const zeros = Math.max((windows - 1) * stride + size - length, 0);
  const before = Math.floor(zeros / 2);
  const inside = Array.from({length: windows}, (_, window) => {
    const start = window * stride - before;
    return Math.min(start + size, length) - Math.max(start, 0);
  });
  return {before, after: zeros - before, inside};
};
