import type {Augmenter} from './augmentations/augmenter.ts';
import type {Split} from './data/dataset.ts';
import type {Batch} from './engine/trainer.ts';
import type {Images} from './engine/images.ts';

/** Puts training images together into batches, changed or as they are. */
export interface BatchSource {
  /** The batches of an epoch, its images in this order. Each holds until the next is asked for. */
  readonly epoch: (epoch: number, order: Uint32Array) => Iterable<Batch> | AsyncIterable<Batch>;
  readonly close: () => void;
}

export interface BatchOptions {
  readonly split: Split;
  /** Pixels of an image. */
  readonly imageSize: number;
  readonly batchSize: number;
}

/** The images as they are: their bytes are copied together, and the engine makes floats of them. */
export const plainBatches = ({split, imageSize, batchSize}: BatchOptions): BatchSource => {
  const images = new Uint8Array(batchSize * imageSize);
  return {
    epoch: (_, order) =>
      inBatches(order, batchSize, (indices) => {
        indices.forEach((index, place) =>
          images.set(split.images.subarray(index * imageSize, (index + 1) * imageSize), place * imageSize),
        );
        return batchOf(images.subarray(0, indices.length * imageSize), indices, split);
      }),
    close: () => undefined,
  };
};

/** Each image as the augmenter draws it for the epoch, in this thread. */
export const augmentedBatches = (
  augmenter: Augmenter,
  {split, imageSize, batchSize}: BatchOptions,
): BatchSource => {
  const images = new Float32Array(batchSize * imageSize);
  return {
    epoch: (epoch, order) =>
      inBatches(order, batchSize, (indices) => {
        indices.forEach((index, place) =>
          augmenter.fill(images, place * imageSize, split.images, index * imageSize, epoch, index),
        );
        return batchOf(images.subarray(0, indices.length * imageSize), indices, split);
      }),
    close: () => undefined,
  };
};

/** The batch of the images at these places of the split. */
export const batchOf = (images: Images, indices: Uint32Array, {classes}: Pick<Split, 'classes'>): Batch => ({
  images,
  classes: Uint16Array.from(indices, (index) => classes[index] ?? 0),
  count: indices.length,
});

function* inBatches(
  order: Uint32Array,
  batchSize: number,
  batch: (indices: Uint32Array) => Batch,
): Generator<Batch> {
  for (let start = 0; start < order.length; start += batchSize) {
    yield batch(order.subarray(start, start + batchSize));
  }
}
