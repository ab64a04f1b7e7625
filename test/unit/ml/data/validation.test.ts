import {expect, test} from 'vitest';
import type {Split} from '../../../../src/ml/data/dataset.ts';
import {trainingSplits, type ValidationChoice} from '../../../../src/ml/data/validation.ts';

/** Images of one pixel, each its own number; class 0 has 60 of the 100, class 1 has 30, class 2 has 10. */
const classOf = (image: number) => (image % 10 < 6 ? 0 : image % 10 < 9 ? 1 : 2);
const train: Split = {
  count: 100,
  images: Uint8Array.from({length: 100}, (_, image) => image),
  classes: Uint16Array.from({length: 100}, (_, image) => classOf(image)),
};
const test_: Split = {count: 1, images: Uint8Array.of(200), classes: Uint16Array.of(0)};
const parts = (choice: ValidationChoice) => trainingSplits({train, test: test_, height: 1, width: 1}, choice);
const counts = ({classes}: Split) =>
  [0, 1, 2].map((each) => classes.filter((label) => label === each).length);

test('the test split validates where nothing else is said', () => {
  const {train: left, validation} = parts({on: 'test'});
  expect([left, validation]).toEqual([train, test_]);
});

test('a part of the train split holds each class in its proportion, and the rest trains', () => {
  const {train: left, validation} = parts({on: 'split', share: 0.1, seed: 1});
  expect([counts(left), counts(validation)]).toEqual([
    [54, 27, 9],
    [6, 3, 1],
  ]);
  expect([...left.images, ...validation.images].toSorted((a, b) => a - b)).toEqual([...train.images]);
  for (const {images, classes} of [left, validation]) {
    expect([...classes]).toEqual([...images].map(classOf));
    expect([...images]).toEqual([...images].toSorted((a, b) => a - b));
  }
});

test('its seed alone decides which images it holds', () => {
  const drawn = (seed: number) => [...parts({on: 'split', share: 0.2, seed}).validation.images];
  expect(drawn(1)).toEqual(drawn(1));
  expect(drawn(2)).not.toEqual(drawn(1));
});

test.each([2, 5, 7])(
  'each of %d folds validates once, and each holds each class to the nearest image',
  (folds) => {
    const all = Array.from({length: folds}, (_, index) =>
      parts({on: 'folds', folds, fold: index + 1, seed: 3}),
    );
    const validated = all.flatMap(({validation}) => [...validation.images]);
    expect(validated.toSorted((a, b) => a - b)).toEqual([...train.images]);
    for (const {train: left, validation} of all) {
      expect(left.count + validation.count).toBe(100);
      counts(validation).forEach((count, index) => {
        expect(Math.abs(count - ([60, 30, 10][index] ?? 0) / folds)).toBeLessThan(1);
      });
    }
  },
);
