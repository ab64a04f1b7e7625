import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {stream} from '../random.ts';
import type {Split} from './dataset.ts';
import {drawSplit, poseWidths, sampleSide} from './sample/draw-sample.ts';
import {handPoses} from './sample/hand-poses.ts';

export interface SampleOptions {
  readonly seed: number;
  readonly trainRows: number;
  readonly testRows: number;
}

/**
 * Writes a data set in the shape of Kaggle's Sign Language MNIST, drawn and not photographed: `sign_mnist_train.csv` and
 * `sign_mnist_test.csv`, a label (0–24 without 9) and 784 grey levels a row. Equal options give equal bytes.
 */
export const writeSample = async (
  folder: string,
  {seed, trainRows, testRows}: SampleOptions,
): Promise<void> => {
  for (const [name, rows] of [
    ['train', trainRows],
    ['test', testRows],
  ] as const) {
    const split = drawSplit(rows, poseWidths[name], (part) => stream(seed, `sample/${name}/${part}`));
    await writeFile(join(folder, `sign_mnist_${name}.csv`), csv(split));
  }
};

const csv = ({count, images, classes}: Split): Buffer => {
  const pixels = sampleSide * sampleSide;
  const header = `label,${Array.from({length: pixels}, (_, pixel) => `pixel${pixel + 1}`).join(',')}\n`;
  const digits = Array.from({length: 256}, (_, level) => Buffer.from(String(level)));
  const bytes = Buffer.allocUnsafe(header.length + count * (pixels * 4 + 4));
  let end = bytes.write(header);
  for (let image = 0; image < count; image++) {
    end += bytes.write(String(labelOf(classes[image] ?? 0)), end);
    for (let pixel = image * pixels; pixel < (image + 1) * pixels; pixel++) {
      bytes[end++] = 44; // a comma
      const level = digits[images[pixel] ?? 0];
      if (level !== undefined) end += level.copy(bytes, end);
    }
    bytes[end++] = 10;
  }
  return bytes.subarray(0, end);
};

/** A–Y count from 0; J has no picture, and its number stays free. */
const labelOf = (index: number): number => (handPoses[index]?.letter.charCodeAt(0) ?? 65) - 65;
