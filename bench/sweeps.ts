/**
 * Sweeps, part by part; without a name, all of them:
 *
 *     npm run bench:sweeps -- [PART…]
 *
 * overhead    a thousand and ten thousand trials of a stage that does nothing
 * epochs      5, 10, 20 and 40 epochs in one sweep against four runs of their own: epochs trained, and the bytes of the metrics
 * asha        augmentation, every point of a grid against successive halving over the same grid, on part of the images
 * throughput  eight trainings of 3 epochs against Keras doing them one after the other, and Optuna and Keras two at a time
 *
 * EPOCHAL_DATA: a folder with sign_mnist_train.csv(.gz) and sign_mnist_test.csv(.gz). KERAS_PYTHON: a Python with tensorflow-cpu 2.15
 * and optuna; without it no ratio. ROUNDS: how often `throughput` measures all, in turn. TRIALS: of `overhead`, by comma. IMAGES: how
 * many of the training and the test set are taken, by comma.
 */
import {asha} from './sweeps/asha.ts';
import {epochs} from './sweeps/epochs.ts';
import {overhead} from './sweeps/overhead.ts';
import {throughput} from './sweeps/throughput.ts';

const parts: Readonly<Record<string, () => Promise<void>>> = {overhead, epochs, asha, throughput};

const asked = process.argv.slice(2);
for (const name of asked.length > 0 ? asked : Object.keys(parts)) {
  const part = parts[name];
  if (part === undefined) throw new Error(`There is no part ${name}: ${Object.keys(parts).join(', ')}.`);
  console.log(`── ${name}`);
  await part();
}
