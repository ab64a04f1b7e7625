import {shuffled, stream} from '../random.ts';
import type {Dataset, Split} from './dataset.ts';

/** What a training is validated on after each epoch. */
export type ValidationChoice =
  | {readonly on: 'test'}
  /** `share` of the train split, 0–1. */
  | {readonly on: 'split'; readonly share: number; readonly seed: number}
  /** The train split in `folds` equal parts, of which number `fold`, from 1, validates. */
  | {readonly on: 'folds'; readonly folds: number; readonly fold: number; readonly seed: number};

export interface TrainingSplits {
  readonly train: Split;
  readonly validation: Split;
}

/**
 * What to train on and what to validate on. Parts of the train split hold each class in its proportion, to the nearest image (stratified:
 * Kohavi, 1995), and are drawn by their seed alone; images stay in their order.
 */
export const trainingSplits = (
  {train, test, height, width}: Pick<Dataset, 'train' | 'test' | 'height' | 'width'>,
  choice: ValidationChoice,
): TrainingSplits => {
  if (choice.on === 'test') return {train, validation: test};
  const validates = new Uint8Array(train.count);
  inClasses(train, choice.seed).forEach((image, place) => {
    validates[image] = Number(isDrawn(place, choice));
  });
  const part = (drawn: number) => partOf(train, height * width, validates, drawn);
  return {train: part(0), validation: part(1)};
};

/** Evenly along a row in which the classes stand one after the other, so that each gives its share. */
const isDrawn = (place: number, choice: Exclude<ValidationChoice, {on: 'test'}>): boolean =>
  choice.on === 'folds'
    ? place % choice.folds === choice.fold - 1
    : Math.floor((place + 1) * choice.share) > Math.floor(place * choice.share);

/** Places of all images, class by class, each class in a random order of its own. */
const inClasses = ({count, classes}: Split, seed: number): Uint32Array => {
  const order = shuffled(count, stream(seed, 'validation'));
  return order.sort((a, b) => (classes[a] ?? 0) - (classes[b] ?? 0));
};

const partOf = ({images, classes}: Split, imageSize: number, validates: Uint8Array, drawn: number): Split => {
  const places: number[] = [];
  validates.forEach((value, image) => {
    if (value === drawn) places.push(image);
  });
  const pixels = new Uint8Array(places.length * imageSize);
  places.forEach((image, place) =>
    pixels.set(images.subarray(image * imageSize, (image + 1) * imageSize), place * imageSize),
  );
  return {
    count: places.length,
    images: pixels,
    classes: Uint16Array.from(places, (image) => classes[image] ?? 0),
  };
};
