import type * as Tf from '@tensorflow/tfjs';
import {beforeAll, expect, test} from 'vitest';
import {loadBackend} from '../../../src/ml/backend.ts';

let tf: typeof Tf;

beforeAll(async () => {
  const backend = await loadBackend({engine: 'wasm', threads: 1});
  if (!backend.ok) throw new Error(backend.failure.what);
  ({tf} = backend.value);
});

test('the gradient of max-pooling goes to the largest, to the first where there are several', () => {
  const x = tf.tensor4d([1, 5, 7, 7, 9, 5, 2, 7, 4, 0], [1, 2, 5, 1]);
  const gradient = tf.grad((input) => tf.sum(tf.mul(tf.maxPool(input as Tf.Tensor4D, 2, 2, 'valid'), 3)));
  // Windows are 1 5 / 5 2 and 7 7 / 7 4; the last column fills none.
  expect([...gradient(x).dataSync()]).toEqual([0, 3, 3, 0, 0, 0, 0, 0, 0, 0]);
});

test('that of windows which overlap is the sum of what comes from each', () => {
  const x = tf.tensor4d([1, 2, 9, 4, 3], [1, 1, 5, 1]);
  const gradient = tf.grad((input) => tf.sum(tf.maxPool(input as Tf.Tensor4D, [1, 3], 1, 'valid')));
  expect([...gradient(x).dataSync()]).toEqual([0, 0, 3, 0, 0]);
});

test.each([
  {axis: [0, 1, 2], keepDims: false},
  {axis: [0, 1, 2], keepDims: true},
  {axis: [-2, 0, 1], keepDims: false},
  {axis: [1, 2], keepDims: false},
  {axis: [3], keepDims: true},
  {axis: [0, 1, 2, 3], keepDims: false},
])('sums over $axis, keepDims $keepDims', ({axis, keepDims}) => {
  const shape = [2, 3, 4, 5];
  const x = tf.randomNormal(shape, 0, 1, 'float32', 1);
  const axes = axis.map((each) => (each + 4) % 4);
  const kept = shape.map((length, each) => (axes.includes(each) ? 1 : length));
  const expected = new Float64Array(kept.reduce((product, length) => product * length, 1));
  x.dataSync().forEach((value, flat) => {
    let [rest, place, stride] = [flat, 0, 1];
    for (let each = 3; each >= 0; each--) {
      const length = shape[each] ?? 1;
      if (!axes.includes(each)) {
        place += (rest % length) * stride;
        stride *= length;
      }
      rest = Math.floor(rest / length);
    }
    expected[place] = (expected[place] ?? 0) + value;
  });
  const sums = tf.sum(x, axis, keepDims);
  expect(sums.shape).toEqual(keepDims ? kept : shape.filter((_, each) => !axes.includes(each)));
  expected.forEach((value, place) => expect(sums.dataSync()[place]).toBeCloseTo(value, 5));
});

test.each([
  [false, false],
  [true, false],
  [false, true],
  [true, true],
])('multiplies matrices, transposed or not: %s, %s', (transposeA, transposeB) => {
  const a = tf.tensor2d([1, 2, 3, 4, 5, 6], transposeA ? [3, 2] : [2, 3]);
  const b = tf.tensor2d([7, 8, 9, 10, 11, 12], transposeB ? [2, 3] : [3, 2]);
  const product = tf.matMul(a, b, transposeA, transposeB).arraySync();
  const [left, right] = [transposeA ? tf.transpose(a) : a, transposeB ? tf.transpose(b) : b];
  const [rows, columns] = [left.arraySync(), right.arraySync()];
  expect(product).toEqual(
    rows.map((row) =>
      [0, 1].map((column) => row.reduce((sum, value, k) => sum + value * (columns[k]?.[column] ?? NaN), 0)),
    ),
  );
});

test('a large batch is taken in parts, which are added', () => {
  // 9 · 64 rows of 28 · 28 columns an image: nine images at a time.
  const x = tf.randomNormal<Tf.Rank.R4>([20, 28, 28, 64], 0, 1, 'float32', 1);
  const dy = tf.randomNormal<Tf.Rank.R4>([20, 28, 28, 2], 0, 1, 'float32', 2);
  const gradient = (from: number, count: number) =>
    tf
      .grad((filter) =>
        tf.sum(
          tf.mul(
            tf.conv2d(tf.slice(x, from, count), filter as Tf.Tensor4D, 1, 'same'),
            tf.slice(dy, from, count),
          ),
        ),
      )(tf.zeros([3, 3, 64, 2]))
      .dataSync();
  const whole = gradient(0, 20);
  const parts = [0, 5, 10, 15].map((from) => gradient(from, 5));
  whole.forEach((value, place) =>
    expect(parts.reduce((sum, part) => sum + (part[place] ?? NaN), 0)).toBeCloseTo(value, 2),
  );
});
