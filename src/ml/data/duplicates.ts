import {createHash} from 'node:crypto';
import type {Dataset, Split} from './dataset.ts';

/** Images that occur more than once, pixel for pixel. An image counts once for each time after its first. */
export interface Duplicates {
  readonly train: number;
  readonly test: number;
  /** Test images that also stand in train: a score on them says little. */
  readonly across: number;
  /** Repeats whose label differs from the first one's. */
  readonly conflicting: number;
  /** The first few. Rows count from 1 within their split. */
  readonly examples: readonly DuplicateExample[];
}

export interface DuplicateExample {
  readonly split: 'train' | 'test';
  readonly row: number;
  readonly repeats: {readonly split: 'train' | 'test'; readonly row: number};
  readonly conflicting: boolean;
}

const shown = 5;

export const findDuplicates = ({train, test, height, width}: Dataset): Duplicates => {
  const first = new Map<string, {split: 'train' | 'test'; row: number; label: number}>();
  const counts = {train: 0, test: 0, across: 0, conflicting: 0};
  const examples: DuplicateExample[] = [];
  const look = (split: 'train' | 'test', {count, images, classes}: Split): void => {
    for (let image = 0; image < count; image++) {
      const pixels = images.subarray(image * height * width, (image + 1) * height * width);
      const digest = createHash('sha1').update(pixels).digest('base64url');
      const label = classes[image] ?? 0;
      const earlier = first.get(digest);
      if (earlier === undefined) {
        first.set(digest, {split, row: image + 1, label});
        continue;
      }
      counts[earlier.split === split ? split : 'across']++;
      const conflicting = earlier.label !== label;
      if (conflicting) counts.conflicting++;
      if (examples.length < shown) {
        const repeats = {split: earlier.split, row: earlier.row};
        examples.push({split, row: image + 1, repeats, conflicting});
      }
    }
  };
  look('train', train);
  look('test', test);
  return {...counts, examples};
};
