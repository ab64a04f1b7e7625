/**
 * The study's CNN on random images, epochs on request, as keras_epochs.py does it: the product's own training loop,
 * which waits between epochs for a line.
 *
 *     npx tsx trainer-epochs.ts IMAGES BATCH EPOCHS_A_LINE graph|eager THREADS true|false
 *
 * The last: whether the images are augmented as in the study.
 */
import {createInterface} from 'node:readline';
import {loadBackend} from '../src/ml/backend.ts';
import {batchesAhead} from '../src/ml/batches-ahead.ts';
import {plainBatches} from '../src/ml/batches.ts';
import {createTrainer} from '../src/ml/engine/create-trainer.ts';
import {buildModel} from '../src/ml/models/build-model.ts';
import {cnn} from '../src/ml/models/cnn.ts';
import {initialWeights} from '../src/ml/models/weights.ts';
import {adam} from '../src/ml/optimisers/adam.ts';
import {createOptimiser} from '../src/ml/optimisers/optimiser-definition.ts';
import {stream} from '../src/ml/random.ts';
import {train} from '../src/ml/training.ts';

const [images = 0, batchSize = 0, epochs = 0] = process.argv.slice(2, 5).map(Number);
const [kind, threads, augmented] = process.argv.slice(5);

const backend = await loadBackend({engine: 'tensorflow', threads: Number(threads)});
if (!backend.ok) throw new Error(backend.failure.what);
const built = buildModel(cnn, {image: [28, 28, 1], params: {}, classes: 24});
if (!built.ok) throw new Error('the images are too small');
const {trainer} = createTrainer(
  {
    model: built.model,
    weights: initialWeights(built.model, 1),
    seed: 1,
    batchSize,
    optimiser: createOptimiser(adam),
  },
  {backend: backend.value, prefer: kind === 'graph' ? 'graph' : 'eager'},
);

const split = (count: number) => {
  const {below} = stream(1, `images/${count}`);
  return {
    count,
    images: Uint8Array.from({length: count * 784}, () => below(256)),
    classes: Uint16Array.from({length: count}, () => below(24)),
  };
};

const dataset = {height: 28, width: 28, train: split(images), test: split(1)};
const batchOptions = {split: dataset.train, imageSize: 784, batchSize};
const batches =
  augmented === 'true'
    ? batchesAhead({
        ...batchOptions,
        policy: {strengths: {rotation: 10, zoom: 0.1, width_shift: 0.1, height_shift: 0.1}, fill: 'nearest'},
        augmenter: {height: 28, width: 28, seed: 1},
        program: new URL('../dist/augment-worker.js', import.meta.url),
      })
    : plainBatches(batchOptions);

const requests = createInterface({input: process.stdin})[Symbol.asyncIterator]();
let seconds = 0;
await train({
  trainer,
  dataset,
  batches,
  epochs: Infinity,
  batchSize,
  learningRate: () => 0.001,
  seed: 1,
  signal: new AbortController().signal,
  clock: () => performance.now() / 1000,
  onEpoch: async ({epoch, epoch_seconds}) => {
    seconds += epoch_seconds;
    // The first epoch is for nobody; then every so many a figure is told, and the next request waited for.
    if ((epoch - 1) % epochs !== 0) return;
    console.log(epoch === 1 ? 'ready' : String((images * epochs) / seconds));
    const request = await requests.next();
    if (request.done === true) process.exit(0);
    seconds = 0;
  },
});
