import {describe, expect, test} from 'vitest';
import {carveTest} from '../../../../src/ml/data/carve-test.ts';
import {combineSplits, type Naming} from '../../../../src/ml/data/combine-splits.ts';
import type {LabelledImages} from '../../../../src/ml/data/csv-images.ts';
import {csvLayout} from '../../../../src/ml/data/csv-layout.ts';
import {summarise} from '../../../../src/ml/data/summary.ts';
import {stream} from '../../../../src/ml/random.ts';

const layout = csvLayout('label,pixel1', {file: '', name: '', labelColumn: 'label'});

/** Pictures of one pixel. */
const images = (...rows: readonly (readonly [label: string, pixel: number])[]): LabelledImages => {
  if (!layout.ok) throw new Error('the header is sound');
  const labels = [...new Set(rows.map(([label]) => label))];
  return {
    count: rows.length,
    height: 1,
    width: 1,
    images: Uint8Array.from(rows, ([, pixel]) => pixel),
    labels,
    labelOf: Uint32Array.from(rows, ([label]) => labels.indexOf(label)),
    layout: layout.value,
  };
};

const combine = (train: LabelledImages, test: LabelledImages, naming: Naming = 'labels') =>
  combineSplits({name: 'train.csv', images: train}, {name: 'test.csv', images: test}, naming, false);

const fault = (result: ReturnType<typeof combine>): string =>
  result.ok ? 'none' : result.faults.map(({code, what}) => `${code}: ${what}`).join('\n');

describe('combining', () => {
  test('labels that are numbers are sorted by value, and classes follow', () => {
    expect(combine(images(['10', 1], ['9', 2], ['2', 3]), images(['9', 4]))).toEqual({
      ok: true,
      value: {
        labels: ['2', '9', '10'],
        names: ['2', '9', '10'],
        height: 1,
        width: 1,
        train: {count: 3, images: Uint8Array.of(1, 2, 3), classes: Uint16Array.of(2, 1, 0)},
        test: {count: 1, images: Uint8Array.of(4), classes: Uint16Array.of(1)},
        sample: false,
      },
    });
  });

  test('classes are named as asked', () => {
    const two = images(['24', 0], ['0', 0]);
    expect(combine(two, two, 'letters')).toMatchObject({value: {names: ['A', 'Y']}});
    expect(combine(two, two, ['first', 'last'])).toMatchObject({value: {names: ['first', 'last']}});
    expect(fault(combine(two, two, ['one']))).toBe(
      'names-mismatch: preprocess.names gives 1 name for 2 labels (0, 24).',
    );
    const text = images(['cat', 0], ['3', 0]);
    expect(fault(combine(text, text, 'letters'))).toBe(
      'names-mismatch: preprocess.names is letters, and label cat is none of 0–25.',
    );
  });

  test('splits that do not belong together are told', () => {
    expect(fault(combine(images(['1', 0]), images(['1', 0], ['3', 0], ['2', 0])))).toBe(
      'label-not-in-train: test.csv has 2 labels that train.csv never shows: 2, 3.',
    );
    expect(fault(combine(images(['1', 0]), {...images(['1', 0]), height: 2}))).toBe(
      'size-differs: The pictures of train.csv are 1 × 1, those of test.csv 2 × 1.',
    );
  });
});

describe('the summary', () => {
  const context = {dataset: undefined, sources: [], test: 'given'} as const;
  const summary = (train: LabelledImages, test: LabelledImages) => {
    const combined = combine(train, test);
    if (!combined.ok) throw new Error(fault(combined));
    return summarise(combined.value, context);
  };

  test('counts, balance, levels', () => {
    expect(summary(images(['a', 0], ['b', 1], ['b', 200]), images(['b', 7], ['a', 8]))).toEqual({
      sample: false,
      rows: {train: 3, test: 2},
      height: 1,
      width: 1,
      classes: [
        {label: 'a', name: 'a', train: 1, test: 1},
        {label: 'b', name: 'b', train: 2, test: 1},
      ],
      balance: {most: 2, least: 1, ratio: 2},
      levels: {lowest: 0, highest: 200},
      duplicates: {train: 0, test: 0, across: 0, conflicting: 0, examples: []},
      warnings: [],
      sources: [],
      test: 'given',
    });
  });

  test('duplicates within and across splits, and under different labels', () => {
    const found = summary(
      images(['a', 5], ['b', 200], ['a', 5], ['b', 5]),
      images(['a', 9], ['b', 5], ['a', 9]),
    );
    expect(found.duplicates).toEqual({
      train: 2,
      test: 1,
      across: 1,
      conflicting: 2,
      examples: [
        {split: 'train', row: 3, repeats: {split: 'train', row: 1}, conflicting: false},
        {split: 'train', row: 4, repeats: {split: 'train', row: 1}, conflicting: true},
        {split: 'test', row: 2, repeats: {split: 'train', row: 1}, conflicting: true},
        {split: 'test', row: 3, repeats: {split: 'test', row: 1}, conflicting: false},
      ],
    });
    expect(found.warnings).toEqual([
      '2 images of the train split repeat an earlier one.',
      '1 image of the test split repeats an earlier one.',
      '1 image of the test split also stands in the train split.',
      '2 images repeat another under a different label.',
    ]);
  });

  test('what a reader should be warned of', () => {
    const dark = Array.from({length: 10}, (_, pixel) => ['a', pixel] as const);
    expect(summary(images(...dark, ['b', 16], ['b', 15]), images(['a', 20])).warnings).toEqual([
      'The test split shows nothing of b.',
      'The train split is unbalanced: the most frequent label has 5 times the images of the rarest.',
      'The brightest pixel is 20 of 255: if that is white, set preprocess.white to it.',
    ]);
    expect(summary(images(['a', 255]), images(['a', 0])).warnings).toEqual([
      'There is only one label, a: nothing to tell apart.',
    ]);
  });
});

describe('carving a test split', () => {
  const all = images(
    ...Array.from({length: 40}, (_, pixel) => [pixel < 30 ? 'many' : 'few', pixel] as const),
    ['pair', 100],
    ['pair', 101],
    ['single', 200],
  );
  const carve = (seed: number) => carveTest(all, 0.2, stream(seed, 'test').below);
  const countOf = (split: LabelledImages) =>
    Object.fromEntries(
      split.labels.map((label, index) => [label, split.labelOf.filter((each) => each === index).length]),
    );

  test('takes the same part of every label', () => {
    const {train, test: carved} = carve(1);
    expect(countOf(train)).toEqual({many: 24, few: 8, pair: 1, single: 1});
    expect(countOf(carved)).toEqual({many: 6, few: 2, pair: 1});
    expect([...train.images, ...carved.images].toSorted((a, b) => a - b)).toEqual([...all.images]);
  });

  test('is the same for the same seed alone', () => {
    expect(carve(1)).toEqual(carve(1));
    expect(carve(1)).not.toEqual(carve(2));
  });
});
