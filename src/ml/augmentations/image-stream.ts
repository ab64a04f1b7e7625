import {philox} from '../philox.ts';
import {streamKey} from '../random.ts';

/** Numbers that depend on seed, name, epoch and image alone, whatever was drawn before. */
export interface ImageStream {
  /** Goes to the first number for an image of an epoch; both are whole numbers below 2³². */
  readonly seek: (epoch: number, index: number) => void;
  /** The next one, in [0, 1), of 32 bits. */
  readonly next: () => number;
}

/** The stream `augment/<name>` of a seed: a Philox counter of (block, image, epoch, 0) under a key of (seed, name). */
export const imageStream = (seed: number, name: string): ImageStream => {
  const key = streamKey(seed, `augment/${name}`);
  // Written over and over: an epoch draws for tens of thousands of images.
  const counter: [number, number, number, number] = [0, 0, 0, 0];
  const words = new Uint32Array(4);
  let drawn = 0;
  return {
    seek: (epoch, index) => {
      counter[1] = index;
      counter[2] = epoch;
      drawn = 0;
    },
    next: () => {
      if (drawn % 4 === 0) {
        counter[0] = drawn / 4;
        philox(words, counter, key);
      }
      return (words[drawn++ % 4] ?? 0) / 2 ** 32;
    },
  };
};
