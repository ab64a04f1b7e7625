/**
 * How fast training images are augmented, on one core, beside Keras' ImageDataGenerator with the same settings: those of
 * the study, then the seven that both know; last all ten of ours. Images of 28×28 per second of CPU, since other work
 * on the machine disturbs that least.
 *
 *     npx tsx bench/augment.ts [ROUNDS]
 *
 * KERAS_PYTHON: a Python with 'tensorflow-cpu==2.15.1' 'numpy<2' 'scipy<1.14' pillow; `python3` unless given.
 */
import {execa} from 'execa';
import {createAugmenter} from '../src/ml/augmentations/augmenter.ts';
import {interleave, median, print, type Contender} from './measure.ts';

const [height, width, count] = [28, 28, 4096];
const study = {rotation: 10, zoom: 0.1, width_shift: 0.1, height_shift: 0.1};
const shared = {...study, shear: 10, brightness: 0.2, horizontal_flip: true};
const everything = {...shared, contrast: 0.2, noise: 0.05, cutout: 0.3};

const epochal = (strengths: Readonly<Record<string, number | boolean>>): Contender => {
  const images = Uint8Array.from({length: count * height * width}, (_, pixel) => (pixel * 31) % 256);
  const out = new Float32Array(count * height * width);
  const augmenter = createAugmenter({strengths, fill: 'nearest'}, {height, width, seed: 1});
  let epoch = 0;
  const rate = (): number => {
    epoch++;
    const before = process.cpuUsage();
    for (let index = 0; index < count; index++) {
      const offset = index * height * width;
      augmenter.fill(out, offset, images, offset, epoch, index);
    }
    const {user, system} = process.cpuUsage(before);
    return (count * 1e6) / (user + system);
  };
  for (let warming = 0; warming < 5; warming++) rate();
  return {name: 'epochal', measure: () => Promise.resolve(median(Array.from({length: 7}, rate)))};
};

const keras = (settings: string): Contender => ({
  name: 'keras.ImageDataGenerator',
  measure: async () => Number((await execa(python, ['-c', kerasProgram(settings)])).stdout),
});

const kerasStudy = 'rotation_range=10, zoom_range=0.1, width_shift_range=0.1, height_shift_range=0.1';
const kerasShared = `${kerasStudy}, shear_range=10, brightness_range=(0.8, 1.2), horizontal_flip=True`;

/** The first pass warms up; the middle one of three more counts. */
const kerasProgram = (settings: string): string => `
import os; os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import time, numpy as np
from tensorflow import keras
images = np.random.RandomState(1).randint(0, 256, (${count}, ${height}, ${width}, 1)).astype("float32")
flow = keras.preprocessing.image.ImageDataGenerator(${settings}).flow(images, batch_size=256)
rates = []
for _ in range(4):
    started = time.process_time()
    for batch in range(len(flow)): flow[batch]
    rates.append(${count} / (time.process_time() - started))
print(sorted(rates[1:])[1])
`;

const python = process.env['KERAS_PYTHON'] ?? 'python3';
const rounds = Number(process.argv[2] ?? 5);
const hasKeras = !(await execa(python, ['-c', 'import tensorflow, scipy, PIL'], {reject: false})).failed;
const beside = (settings: string): Contender | undefined => (hasKeras ? keras(settings) : undefined);

print(
  'Turned, zoomed and shifted, as in the study',
  'images/s',
  await interleave(epochal(study), beside(kerasStudy), rounds),
);
print(
  'Slanted, brightened and mirrored too',
  'images/s',
  await interleave(epochal(shared), beside(kerasShared), rounds),
);
print(
  'All ten at once, beside Keras at the seven',
  'images/s',
  await interleave(epochal(everything), beside(kerasShared), rounds),
);
