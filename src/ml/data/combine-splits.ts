import type {LabelledImages} from './csv-images.ts';
import type {Dataset, Split} from './dataset.ts';
import {type DataResult, faulty, sound} from './fault.ts';

/** How classes are called: by letter, by their label, or each by a name of its own in the order of sorted labels. */
export type Naming = 'letters' | 'labels' | readonly string[];

export interface NamedSplit {
  /** What messages call it: the file. */
  readonly name: string;
  readonly images: LabelledImages;
}

/** Makes one data set of two files, or says why they do not belong together. */
export const combineSplits = (
  train: NamedSplit,
  test: NamedSplit,
  naming: Naming,
  sample: boolean,
): DataResult<Dataset> => {
  const {height, width} = train.images;
  if (test.images.height !== height || test.images.width !== width) {
    return faulty({
      code: 'size-differs',
      what:
        `The pictures of ${train.name} are ${height} × ${width}, ` +
        `those of ${test.name} ${test.images.height} × ${test.images.width}.`,
      todo: 'Train and test images must have one size.',
    });
  }
  const labels = sortLabels(train.images.labels);
  const unknown = sortLabels(test.images.labels.filter((label) => !labels.includes(label)));
  if (unknown.length > 0) {
    return faulty({
      code: 'label-not-in-train',
      what: `${test.name} has ${count(unknown, 'label')} that ${train.name} never shows: ${listed(unknown)}.`,
      todo: 'No model can learn what it never sees: check that both files use the same labels, and are whole.',
    });
  }
  if (labels.length > 65_536) {
    return faulty({
      code: 'labels-too-many',
      what: `${train.name} has ${labels.length} different labels.`,
      todo: 'Check that preprocess.label_column names the label and not an index.',
    });
  }
  if (typeof naming !== 'string' && naming.length !== labels.length) {
    return faulty({
      code: 'names-mismatch',
      what: `preprocess.names gives ${count(naming, 'name')} for ${count(labels, 'label')} (${listed(labels)}).`,
      todo: 'Give one name for each label, in this order.',
    });
  }
  const noLetter = naming === 'letters' ? labels.find((label) => letterOf(label) === undefined) : undefined;
  if (noLetter !== undefined) {
    return faulty({
      code: 'names-mismatch',
      what: `preprocess.names is letters, and label ${noLetter} is none of 0–25.`,
      todo: 'Set preprocess.names to labels, or to a list of names.',
    });
  }

  return sound({
    labels,
    names: typeof naming === 'string' ? labels.map((label) => nameOf(label, naming)) : naming,
    height,
    width,
    train: split(train.images, labels),
    test: split(test.images, labels),
    sample,
  });
};

/** Whether labels are letters by number, as Sign Language MNIST has them: 0 is A, 25 is Z. */
export const canBeLetters = (labels: readonly string[]): boolean =>
  labels.every((label) => letterOf(label) !== undefined);

const split = ({count, images, labels, labelOf}: LabelledImages, sorted: readonly string[]): Split => {
  const classOf = new Map(sorted.map((label, index) => [label, index]));
  const classes = labels.map((label) => classOf.get(label) ?? 0);
  return {count, images, classes: Uint16Array.from(labelOf, (index) => classes[index] ?? 0)};
};

/** By value where all are numbers, else letter by letter. */
const sortLabels = (labels: readonly string[]): readonly string[] =>
  labels.every((label) => Number.isFinite(Number(label)))
    ? labels.toSorted((a, b) => Number(a) - Number(b))
    : labels.toSorted();

const letterOf = (label: string): string | undefined =>
  /^\d\d?$/.test(label) && Number(label) < 26 ? String.fromCharCode(65 + Number(label)) : undefined;

const nameOf = (label: string, naming: 'letters' | 'labels'): string =>
  (naming === 'letters' ? letterOf(label) : undefined) ?? label;

const count = (things: readonly unknown[], what: string): string =>
  `${things.length} ${what}${things.length === 1 ? '' : 's'}`;

const listed = (labels: readonly string[]): string =>
  labels.length <= 10 ? labels.join(', ') : `${labels.slice(0, 9).join(', ')} and ${labels.length - 9} more`;
