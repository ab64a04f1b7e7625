/** How well a classifier did on labelled images, class by class. */
export interface Scores {
  readonly count: number;
  readonly acc: number;
  /** Mean cross-entropy, in nats. */
  readonly loss: number;
  readonly classes: readonly ClassScores[];
  /** `[true class][predicted class]` → images. */
  readonly confusion: readonly (readonly number[])[];
}

interface ClassScores {
  /** Of all that were called this, the share that was; 0 where nothing was called so. */
  readonly precision: number;
  /** Of all that were this, the share that was called so; 0 where there were none. */
  readonly recall: number;
  /** Harmonic mean of the two (van Rijsbergen, 1979). */
  readonly f1: number;
  /** Images of this class. */
  readonly support: number;
}

/** `probabilities`: `[count, classCount]`; `truth`: `[count]`, class indices. */
export function scoresOf(probabilities: Float32Array, truth: Uint16Array, classCount: number): Scores {
  const confusion = Array.from({length: classCount}, () => Array<number>(classCount).fill(0));
  let [loss, correct] = [0, 0];
  truth.forEach((actual, image) => {
    const {predicted} = predictionOf(probabilities, image, classCount);
    const row = confusion[actual];
    if (row !== undefined) row[predicted] = (row[predicted] ?? 0) + 1;
    if (predicted === actual) correct++;
    loss -= Math.log(Math.max(probabilities[image * classCount + actual] ?? 0, smallest));
  });
  const {length: count} = truth;
  return {
    count,
    acc: correct / count,
    loss: loss / count,
    classes: confusion.map((row, index) => classScores(row, index, confusion)),
    confusion,
  };
}

/** The smallest float32 of full precision: a probability that came out as 0 must not make the mean infinite. */
const smallest = 2 ** -126;

/** The class with the highest probability, the first of equals, and that probability. */
export function predictionOf(
  probabilities: Float32Array,
  image: number,
  classCount: number,
): {readonly predicted: number; readonly confidence: number} {
  let [predicted, confidence] = [0, -1];
  for (let index = 0; index < classCount; index++) {
    const probability = probabilities[image * classCount + index] ?? 0;
    if (probability > confidence) [predicted, confidence] = [index, probability];
  }
  return {predicted, confidence};
}

function classScores(row: readonly number[], index: number, confusion: Scores['confusion']): ClassScores {
  const right = row[index] ?? 0;
  const support = sum(row);
  const called = sum(confusion.map((other) => other[index] ?? 0));
  const precision = called === 0 ? 0 : right / called;
  const recall = support === 0 ? 0 : right / support;
  return {precision, recall, f1: right === 0 ? 0 : (2 * precision * recall) / (precision + recall), support};
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** The share of images whose class is among the `k` most probable; the first of equals, as in `predictionOf`. */
export const topAccuracy = (
  probabilities: Float32Array,
  truth: Uint16Array,
  {k, classCount}: {readonly k: number; readonly classCount: number},
): number => {
  let found = 0;
  truth.forEach((actual, image) => {
    const own = probabilities[image * classCount + actual] ?? 0;
    let before = 0;
    for (let index = 0; index < classCount; index++) {
      const other = probabilities[image * classCount + index] ?? 0;
      if (other > own || (other === own && index < actual)) before++;
    }
    if (before < k) found++;
  });
  return found / truth.length;
};

/** Means over the classes, each counting alike however many images it has. */
export const macroOf = ({
  classes,
}: Pick<Scores, 'classes'>): {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
} => {
  const mean = (of: 'precision' | 'recall' | 'f1'): number =>
    sum(classes.map((each) => each[of])) / classes.length;
  return {precision: mean('precision'), recall: mean('recall'), f1: mean('f1')};
};
