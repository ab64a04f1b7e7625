import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {confusionMatrix, imageSheet, writeFigures, type Figure} from '../../figures/index.ts';
import type {Dataset} from '../../ml/data/dataset.ts';
import {macroOf, type Scores} from '../../ml/scores.ts';
import type {Prediction} from './predictions.ts';
import {writeJson} from '../write-json.ts';

export interface Evaluated {
  readonly dataset: Dataset;
  readonly predictions: readonly Prediction[];
  /** Those the model was surest of first. */
  readonly wrong: readonly Prediction[];
  readonly scores: Scores;
  /** How many of the worst mistakes the sheet shows. */
  readonly mistakes: number;
}

/** Everything that an evaluation leaves. */
export const writeArtifact = async (folder: string, evaluated: Evaluated): Promise<void> => {
  const {dataset, predictions, wrong, scores} = evaluated;
  const {labels, names, sample} = dataset;

  await writeJson(join(folder, 'evaluation.json'), {
    count: scores.count,
    test_acc: scores.acc,
    test_loss: scores.loss,
    wrong: wrong.length,
    macro: macroOf(scores),
    labels: scores.classes.map((each, index) => ({label: labels[index], name: names[index], ...each})),
    confusion: scores.confusion,
  });
  // A column each: compact, and what comparing two models image by image needs.
  await writeFile(
    join(folder, 'predictions.json'),
    `${JSON.stringify({
      predicted: predictions.map(({predicted}) => predicted),
      confidence: predictions.map(({confidence}) => Number(confidence.toFixed(4))),
    })}\n`,
  );

  const suffix = sample ? ' (built-in sample)' : '';
  const title = `Test images by label${suffix}`;
  await writeFigures(folder, {
    'confusion-matrix': () => confusionMatrix({title, labels: names, counts: scores.confusion}),
    mistakes: () => drawMistakes(evaluated, suffix),
  });
};

/** The mistakes that the model was surest of. */
const drawMistakes = ({dataset, wrong, mistakes}: Evaluated, suffix: string): Promise<Figure> => {
  const {names, height, width, test} = dataset;
  const shown = wrong.slice(0, mistakes);
  const size = height * width;
  return imageSheet({
    title:
      wrong.length === 0
        ? `No mistakes${suffix}`
        : `The worst of ${wrong.length} mistakes: label → prediction${suffix}`,
    columns: 10,
    tiles: shown.map(({image, actual, predicted, confidence}) => ({
      image: test.images.slice(image * size, (image + 1) * size),
      height,
      width,
      caption: `${names[actual] ?? ''} → ${names[predicted] ?? ''} ${Math.floor(confidence * 100)} %`,
    })),
  });
};
