import type {Dataset} from '../data/dataset.ts';
import {createAugmenter} from './augmenter.ts';
import type {AugmentationPolicy} from './policy.ts';

export interface Enlarging {
  /** Changed copies beside each training image. */
  readonly copies: number;
  readonly seed: number;
  /** Told after each copy of all images. */
  readonly onCopy?: (done: number) => void;
}

/**
 * The data set with `copies` changed versions of each training image behind the originals: `1 + copies` times as many.
 * Copy k is what epoch k draws for that seed, in whole grey levels. The test split is the same.
 */
export const enlarged = (
  dataset: Dataset,
  policy: AugmentationPolicy,
  {copies, seed, onCopy}: Enlarging,
): Dataset => {
  const {height, width, train} = dataset;
  const size = height * width;
  const images = new Uint8Array(train.images.length * (1 + copies));
  const classes = new Uint16Array(train.count * (1 + copies));
  images.set(train.images);
  classes.set(train.classes);

  const augmenter = createAugmenter(policy, {height, width, seed});
  const drawn = new Float32Array(size);
  for (let copy = 1; copy <= copies; copy++) {
    for (let index = 0; index < train.count; index++) {
      augmenter.fill(drawn, 0, train.images, index * size, copy, index);
      const offset = (copy * train.count + index) * size;
      for (let pixel = 0; pixel < size; pixel++) images[offset + pixel] = toLevel(drawn[pixel] ?? 0);
    }
    classes.set(train.classes, copy * train.count);
    onCopy?.(copy);
  }
  return {...dataset, train: {count: train.count * (1 + copies), images, classes}};
};

/** 0–1 to the nearest of the grey levels 0–255. */
export const toLevel = (grey: number): number => Math.round(Math.min(1, Math.max(0, grey)) * 255);
