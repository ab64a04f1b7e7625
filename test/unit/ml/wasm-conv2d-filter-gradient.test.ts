import type * as Tf from '@tensorflow/tfjs';
import {beforeAll, expect, test} from 'vitest';
import {loadBackend} from '../../../src/ml/backend.ts';

type Shape = [number, number, number, number];

let tf: typeof Tf;

beforeAll(async () => {
  const backend = await loadBackend({engine: 'wasm', threads: 1});
  if (!backend.ok) throw new Error(backend.failure.what);
  ({tf} = backend.value);
});

/** The gradient of the sum of `dy · convolution(x, filter)` with respect to the filter. */
const gradient = (x: Tf.Tensor4D, shape: Shape, dy: Tf.Tensor4D, stride: number, pad: 'same' | 'valid') =>
  tf.tidy(() =>
    tf
      .grad((filter) => tf.sum(tf.mul(tf.conv2d(x, filter as Tf.Tensor4D, stride, pad), dy)))(tf.zeros(shape))
      .dataSync(),
  );

test('sums the pixels under each place of the filter, weighted by the output’s gradient', () => {
  const x = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 3, 3, 1]);
  const dy = tf.tensor4d([1, 0, 0, 1], [1, 2, 2, 1]);

  // The upper left place sees 1 in the first window and 5 in the last, and so on.
  expect([...gradient(x, [2, 2, 1, 1], dy, 1, 'valid')]).toEqual([1 + 5, 2 + 6, 4 + 8, 5 + 9]);
});

test.each([
  {filter: [3, 3], stride: 1, pad: 'valid'},
  {filter: [3, 3], stride: 1, pad: 'same'},
  {filter: [3, 3], stride: 2, pad: 'same'},
  {filter: [2, 3], stride: 2, pad: 'valid'},
  {filter: [1, 1], stride: 3, pad: 'valid'},
  {filter: [5, 4], stride: 1, pad: 'same'},
  {filter: [3, 3], stride: 1, pad: 'same', inChannels: 9},
  {filter: [2, 3], stride: 2, pad: 'valid', inChannels: 8},
] as const)(
  'equals the definition: filter $filter, stride $stride, $pad',
  ({filter, stride, pad, ...rest}) => {
    const {inChannels} = {inChannels: 3, ...rest};
    const [batch, height, width, outChannels] = [2, 7, 6, 4];
    const shape = [...filter, inChannels, outChannels] as Shape;
    const x = tf.randomNormal<Tf.Rank.R4>([batch, height, width, inChannels], 0, 1, 'float32', 1);
    const {outHeight, outWidth, padInfo} = tf.backend_util.computeConv2DInfo(x.shape, shape, stride, 1, pad);
    const dy = tf.randomNormal<Tf.Rank.R4>([batch, outHeight, outWidth, outChannels], 0, 1, 'float32', 2);

    const pixels = x.arraySync();
    const gradients = dy.arraySync();
    const expected: number[] = [];
    for (let row = 0; row < shape[0]; row++)
      for (let column = 0; column < shape[1]; column++)
        for (let from = 0; from < inChannels; from++)
          for (let to = 0; to < outChannels; to++) {
            let sum = 0;
            for (let image = 0; image < batch; image++)
              for (let y = 0; y < outHeight; y++)
                for (let z = 0; z < outWidth; z++) {
                  const pixel =
                    pixels[image]?.[y * stride + row - padInfo.top]?.[z * stride + column - padInfo.left]?.[
                      from
                    ] ?? 0;
                  sum += pixel * (gradients[image]?.[y]?.[z]?.[to] ?? NaN);
                }
            expected.push(sum);
          }

    const actual = [...gradient(x, shape, dy, stride, pad)];
    expect(actual).toHaveLength(expected.length);
    actual.forEach((value, index) => expect(value).toBeCloseTo(expected[index] ?? NaN, 4));
  },
);

test('leaves no tensors behind', () => {
  const x = tf.ones<Tf.Rank.R4>([1, 4, 4, 1]);
  const dy = tf.ones<Tf.Rank.R4>([1, 2, 2, 1]);
  const before = tf.memory().numTensors;
  gradient(x, [3, 3, 1, 1], dy, 1, 'valid');
  expect(tf.memory().numTensors).toBe(before);
});
