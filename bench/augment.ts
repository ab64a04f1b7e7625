/**
 * How fast training images are augmented, on one core, beside Keras' ImageDataGenerator with the same policy. Both are
 * counted in seconds of CPU, so that other work on the machine disturbs neither.
 *
 *     npx tsx bench/augment.ts [python of an environment with 'tensorflow-cpu==2.15.1' 'numpy<2' 'scipy<1.14']
 *
 * Without a python, Keras' figure from the machine this was written on stands in, and the line says so.
 */
import {execFileSync} from 'node:child_process';
import {createAugmenter} from '../src/ml/augmentations/augmenter.ts';

const [height, width, count] = [28, 28, 4096];
const policy = {
  strengths: {rotation: 10, zoom: 0.1, width_shift: 0.1, height_shift: 0.1},
  fill: 'nearest',
} as const;

const ours = (): number => {
  const images = Uint8Array.from({length: count * height * width}, (_, pixel) => (pixel * 31) % 256);
  const out = new Float32Array(count * height * width);
  const augmenter = createAugmenter(policy, {height, width, seed: 1});
  const epoch = (number: number): void => {
    for (let index = 0; index < count; index++) {
      const offset = index * height * width;
      augmenter.fill(out, offset, images, offset, number, index);
    }
  };
  for (let warming = 1; warming <= 5; warming++) epoch(warming);
  const rates = Array.from({length: 15}, (_, number) => {
    const before = process.cpuUsage();
    epoch(number + 6);
    const {user, system} = process.cpuUsage(before);
    return (count * 1e6) / (user + system);
  });
  return rates.sort((a, b) => a - b)[7] ?? NaN;
};

const keras = (python: string): number =>
  Number(
    execFileSync(python, ['-c', kerasProgram], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim(),
  );

const kerasProgram = `
import os; os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import time, numpy as np
from tensorflow import keras
images = np.random.RandomState(1).rand(${count}, ${height}, ${width}, 1).astype("float32")
flow = keras.preprocessing.image.ImageDataGenerator(
    rotation_range=10, zoom_range=0.1, width_shift_range=0.1, height_shift_range=0.1).flow(images, batch_size=256)
rates = []
for _ in range(4):
    started = time.process_time()
    for batch in range(len(flow)): flow[batch]
    rates.append(${count} / (time.process_time() - started))
print(sorted(rates)[-2])
`;

const python = process.argv[2];
const [theirs, where] =
  python === undefined ? [8_800, 'measured earlier, on another day'] : [keras(python), 'measured now'];
const rate = ours();
const figure = (value: number): string => Math.round(value).toLocaleString('en-US');
console.log(`epochal  ${figure(rate)} images/s`);
console.log(`keras    ${figure(theirs)} images/s (${where})`);
console.log(`ratio    ${(rate / theirs).toFixed(1)} × as fast`);
