import type {Dataset, Split} from '../../src/ml/data/dataset.ts';
import {stream} from '../../src/ml/random.ts';

/**
 * Four classes of 8×8 pictures that any model tells apart: noise, with one bright quarter. 40 train and 20 test images; the same
 * for the same seed.
 */
export const tinyDataset = (seed = 1): Dataset => ({
  labels: ['0', '1', '2', '3'],
  names: ['A', 'B', 'C', 'D'],
  height: 8,
  width: 8,
  train: draw(40, seed, 'train'),
  test: draw(20, seed, 'test'),
  sample: false,
});

const draw = (count: number, seed: number, name: string): Split => {
  const {below} = stream(seed, `tiny/${name}`);
  const classes = Uint16Array.from({length: count}, (_, image) => image % 4);
  const images = Uint8Array.from({length: count * 64}, (_, at) => {
    const [image, row, column] = [Math.floor(at / 64), (at >> 3) & 7, at & 7];
    const quarter = (row < 4 ? 0 : 2) + (column < 4 ? 0 : 1);
    return (quarter === classes[image] ? 120 : 40) + below(80);
  });
  return {count, images, classes};
};
