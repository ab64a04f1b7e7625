/**
 * How fast the study's CNN trains on WebAssembly, beside the obvious composition of the kernels that tfjs' wasm backend has: the
 * gradient by a filter of nine slices and products of a transposed matrix, everything else by the backend's own kernels.
 *
 *     npx tsx bench/wasm-step.ts [ROUNDS]
 *
 * Both in one process, in turn: the kernels are exchanged between measurements. One thread, batches of 256.
 */
import type * as Tf from '@tensorflow/tfjs';
import {loadBackend} from '../src/ml/backend.ts';
import {createTrainer} from '../src/ml/engine/create-trainer.ts';
import {buildModel} from '../src/ml/models/build-model.ts';
import {cnn} from '../src/ml/models/cnn.ts';
import {initialWeights} from '../src/ml/models/weights.ts';
import {adam} from '../src/ml/optimisers/adam.ts';
import {createOptimiser} from '../src/ml/optimisers/optimiser-definition.ts';
import {stream} from '../src/ml/random.ts';
import {interleave, print, type Contender} from './measure.ts';

const rounds = Number(process.argv[2] ?? 5);
const batch = 256;
const backendName = 'wasm';
const replaced = ['Conv2DBackpropInput', 'MaxPoolGrad', 'Sum', 'BatchMatMul'];

// What the backend brings, before ours take its place.
const tf: typeof Tf = await import('@tensorflow/tfjs');
await import('@tensorflow/tfjs-backend-wasm');
const backendsOwn = replaced.map((kernelName) => tf.getKernel(kernelName, backendName));
const loaded = await loadBackend({engine: 'wasm', threads: 1});
if (!loaded.ok) throw new Error(loaded.failure.what);
const ours = ['Conv2DBackpropFilter', ...replaced].map((kernelName) => tf.getKernel(kernelName, backendName));

const obviousFilter: Tf.KernelConfig = {
  kernelName: 'Conv2DBackpropFilter',
  backendName,
  kernelFunc: ({inputs, attrs}) => {
    const {x, dy} = inputs as unknown as {x: Tf.Tensor4D; dy: Tf.Tensor4D};
    const {strides, pad, dimRoundingMode, filterShape} = attrs as unknown as Tf.Conv2DBackpropFilterAttrs;
    const info = tf.backend_util.computeConv2DInfo(x.shape, filterShape, strides, 1, pad, dimRoundingMode);
    const {padInfo, batchSize, outHeight, outWidth, inChannels, outChannels} = info;
    return tf.tidy(() => {
      const padded = tf.pad(x, [
        [0, 0],
        [padInfo.top, padInfo.bottom],
        [padInfo.left, padInfo.right],
        [0, 0],
      ]);
      const outputs = tf.reshape(dy, [-1, outChannels]);
      const places = Array.from({length: filterShape[0] * filterShape[1]}, (_, place) => {
        const [row, column] = [Math.floor(place / filterShape[1]), place % filterShape[1]];
        const pixels = tf.slice(padded, [0, row, column, 0], [batchSize, outHeight, outWidth, inChannels]);
        return tf.matMul(tf.reshape(pixels, [-1, inChannels]), outputs, true, false);
      });
      return tf.reshape(tf.stack(places), filterShape);
    });
  },
};
const obvious = [obviousFilter, ...backendsOwn];

const built = buildModel(cnn, {image: [28, 28, 1], params: {}, classes: 24});
if (!built.ok) throw new Error('the images are too small');
const {below} = stream(1, 'images');
const images = {
  images: Uint8Array.from({length: batch * 784}, () => below(256)),
  classes: Uint16Array.from({length: batch}, () => below(24)),
  count: batch,
};

const contender = (name: string, kernels: readonly Tf.KernelConfig[]): Contender => {
  const {trainer} = createTrainer(
    {
      model: built.model,
      weights: initialWeights(built.model, 1),
      seed: 1,
      batchSize: batch,
      optimiser: createOptimiser(adam),
    },
    {backend: loaded.value, prefer: 'graph'},
  );
  return {
    name,
    measure: () => {
      for (const kernel of kernels) {
        tf.unregisterKernel(kernel.kernelName, backendName);
        tf.registerKernel(kernel);
      }
      const started = performance.now();
      trainer.step(images, 0.001);
      return Promise.resolve(batch / ((performance.now() - started) / 1000));
    },
  };
};

const [composed, own] = [contender('the obvious composition', obvious), contender('epochal', ours)];
await composed.measure();
await own.measure();
print('Training on WebAssembly, one thread', 'images/s', await interleave(own, composed, rounds));
