import type {LabelledImages} from './csv-images.ts';
import type {Dataset} from './dataset.ts';
import {type Duplicates, findDuplicates} from './duplicates.ts';

/** What was found in a data set: `summary.json`. Equal data give equal bytes: no times, no paths of this machine. */
export interface DatasetSummary {
  /** What the data are called where they came from. */
  readonly dataset?: string;
  readonly sample: boolean;
  readonly rows: {readonly train: number; readonly test: number};
  readonly height: number;
  readonly width: number;
  readonly classes: readonly ClassCount[];
  /** Of the train split: images of the most and of the least frequent label, and how many times more they are. */
  readonly balance: {readonly most: number; readonly least: number; readonly ratio: number};
  /** The darkest and the brightest pixel. */
  readonly levels: {readonly lowest: number; readonly highest: number};
  readonly duplicates: Duplicates;
  readonly warnings: readonly string[];
  readonly sources: readonly SourceSummary[];
  /** How the test split came to be. */
  readonly test: 'given' | {readonly fraction: number; readonly seed: number};
}

export interface ClassCount {
  readonly label: string;
  readonly name: string;
  readonly train: number;
  readonly test: number;
}

/** A file that was read. */
export interface SourceSummary {
  readonly split: 'train' | 'test' | 'both';
  /** Seen from the raw data's folder. */
  readonly file: string;
  readonly sha256?: string;
  readonly rows: number;
  readonly labelColumn: string;
  /** First and last, in the picture's order. */
  readonly pixelColumns: readonly [string, string];
  readonly order: 'by-number' | 'as-in-file';
  readonly ignoredColumns: readonly string[];
}

export const describeSource = (
  split: SourceSummary['split'],
  file: string,
  {count, layout}: LabelledImages,
  sha256: string | undefined,
): SourceSummary => ({
  split,
  file,
  ...(sha256 !== undefined && {sha256}),
  rows: count,
  labelColumn: layout.labelColumn,
  pixelColumns: layout.pixelColumns,
  order: layout.order,
  ignoredColumns: layout.ignored,
});

export interface SummaryContext {
  readonly dataset: string | undefined;
  readonly sources: readonly SourceSummary[];
  readonly test: DatasetSummary['test'];
}

export const summarise = (dataset: Dataset, context: SummaryContext): DatasetSummary => {
  const {labels, names, height, width, train, test} = dataset;
  const trainCounts = countClasses(train.classes, labels.length);
  const testCounts = countClasses(test.classes, labels.length);
  const most = Math.max(...trainCounts);
  const least = Math.min(...trainCounts);
  const found = {
    rows: {train: train.count, test: test.count},
    height,
    width,
    classes: labels.map((label, index) => ({
      label,
      name: names[index] ?? label,
      train: trainCounts[index] ?? 0,
      test: testCounts[index] ?? 0,
    })),
    balance: {most, least, ratio: Math.round((most / least) * 100) / 100},
    levels: levelsOf(dataset),
    duplicates: findDuplicates(dataset),
  };
  return {
    ...(context.dataset !== undefined && {dataset: context.dataset}),
    sample: dataset.sample,
    ...found,
    warnings: warningsOf(found, context.sources),
    sources: context.sources,
    test: context.test,
  };
};

/** Images of each class. */
export const countClasses = (classes: Uint16Array, classCount: number): readonly number[] => {
  const counts = new Array<number>(classCount).fill(0);
  for (const index of classes) counts[index] = (counts[index] ?? 0) + 1;
  return counts;
};

const levelsOf = ({train, test}: Dataset): DatasetSummary['levels'] => {
  // Bytes have 256 values: noting each is several times as fast as comparing each.
  const seen = new Uint8Array(256);
  for (const {images} of [train, test]) {
    for (let pixel = 0; pixel < images.length; pixel++) seen[images[pixel] ?? 0] = 1;
  }
  return {lowest: Math.max(0, seen.indexOf(1)), highest: Math.max(0, seen.lastIndexOf(1))};
};

type Found = Pick<DatasetSummary, 'classes' | 'balance' | 'levels' | 'duplicates'>;

const warningsOf = (
  {classes, balance, levels, duplicates}: Found,
  sources: readonly SourceSummary[],
): readonly string[] => {
  const untested = classes.filter(({test}) => test === 0).map(({name}) => name);
  const {train, test, across, conflicting} = duplicates;
  return [
    ...(classes.length === 1
      ? [`There is only one label, ${classes[0]?.label ?? ''}: nothing to tell apart.`]
      : []),
    ...(untested.length > 0 ? [`The test split shows nothing of ${untested.join(', ')}.`] : []),
    ...(balance.ratio >= 5
      ? [
          `The train split is unbalanced: the most frequent label has ${balance.ratio} times the images of the rarest.`,
        ]
      : []),
    ...(levels.highest < 64
      ? [`The brightest pixel is ${levels.highest} of 255: if that is white, set preprocess.white to it.`]
      : []),
    ...(train > 0 ? [`${images(train)} of the train split ${repeat(train)} an earlier one.`] : []),
    ...(test > 0 ? [`${images(test)} of the test split ${repeat(test)} an earlier one.`] : []),
    ...(across > 0 ? [`${images(across)} of the test split also ${stand(across)} in the train split.`] : []),
    ...(conflicting > 0
      ? [`${images(conflicting)} ${repeat(conflicting)} another under a different label.`]
      : []),
    ...sources.flatMap(({file, order, ignoredColumns}) => [
      ...(order === 'as-in-file'
        ? [`${file}: no pixel column has a number in its name, so they are taken in the order of the file.`]
        : []),
      ...(ignoredColumns.length > 0
        ? [
            `${file}: not used, as neither label nor pixel: ${ignoredColumns.map((name) => name || '(unnamed)').join(', ')}.`,
          ]
        : []),
    ]),
  ];
};

const images = (count: number): string => (count === 1 ? '1 image' : `${count} images`);
const repeat = (count: number): string => (count === 1 ? 'repeats' : 'repeat');
const stand = (count: number): string => (count === 1 ? 'stands' : 'stand');
