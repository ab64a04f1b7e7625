import type * as Tf from '@tensorflow/tfjs';
import {beforeAll, expect, test} from 'vitest';
import {loadBackend} from '../../../src/ml/backend.ts';

let tf: typeof Tf;

beforeAll(async () => {
  const backend = await loadBackend({engine: 'wasm', threads: 1});
  if (!backend.ok) throw new Error(backend.failure.what);
  ({tf} = backend.value);
});

test.each([
  {filter: [3, 3], stride: 1, pad: 'valid', inChannels: 8},
  {filter: [3, 3], stride: 1, pad: 'same', inChannels: 9},
  {filter: [2, 4], stride: 1, pad: 'same', inChannels: 8},
  {filter: [2, 5], stride: 1, pad: 'valid', inChannels: 8},
  {filter: [1, 1], stride: 1, pad: 'valid', inChannels: 8},
  // These are left to the backend's own kernel.
  {filter: [3, 3], stride: 2, pad: 'same', inChannels: 8},
  {filter: [3, 3], stride: 1, pad: 'valid', inChannels: 2},
] as const)(
  'equals the definition: filter $filter, stride $stride, $pad, $inChannels channels',
  ({filter: [filterHeight, filterWidth], stride, pad, inChannels}) => {
    const [batch, height, width, outChannels] = [2, 7, 6, 4];
    const shape: [number, number, number, number] = [batch, height, width, inChannels];
    const filter = tf.randomNormal<Tf.Rank.R4>(
      [filterHeight, filterWidth, inChannels, outChannels],
      0,
      1,
      'float32',
      1,
    );
    const {outHeight, outWidth, padInfo} = tf.backend_util.computeConv2DInfo(
      shape,
      filter.shape,
      stride,
      1,
      pad,
    );
    const dy = tf.randomNormal<Tf.Rank.R4>([batch, outHeight, outWidth, outChannels], 0, 1, 'float32', 2);

    // Each output's gradient goes back to the pixels that it saw, by the weights that it saw them with.
    const expected = new Float64Array(batch * height * width * inChannels);
    const weights = filter.arraySync();
    dy.arraySync().forEach((image, number) => {
      image.forEach((line, outY) => {
        line.forEach((gradients, outX) => {
          weights.forEach((weightLine, row) => {
            weightLine.forEach((weightPlace, column) => {
              const y = outY * stride + row - padInfo.top;
              const x = outX * stride + column - padInfo.left;
              if (y < 0 || y >= height || x < 0 || x >= width) return;
              weightPlace.forEach((weightsTo, channel) => {
                const place = ((number * height + y) * width + x) * inChannels + channel;
                gradients.forEach((gradient, to) => {
                  expected[place] = (expected[place] ?? NaN) + gradient * (weightsTo[to] ?? NaN);
                });
              });
            });
          });
        });
      });
    });

    const before = tf.memory().numTensors;
    const actual = tf.tidy(() =>
      tf
        .grad((x) => tf.sum(tf.mul(tf.conv2d(x as Tf.Tensor4D, filter, stride, pad), dy)))(tf.zeros(shape))
        .dataSync(),
    );
    expect(tf.memory().numTensors).toBe(before);
    expect(actual).toHaveLength(expected.length);
    actual.forEach((value, index) => expect(value).toBeCloseTo(expected[index] ?? NaN, 4));
  },
);
