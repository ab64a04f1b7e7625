import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {curves, writeFigure} from '../../figures/index.ts';
import type {TensorFlow} from '../../ml/backend.ts';
import type {Dataset} from '../../ml/data/dataset.ts';
import type {Weight} from '../../ml/engine/trainer.ts';
import {saveLayersModel, toLayersModel} from '../../ml/layers-model.ts';
import {summaryText, type ModelSummary} from '../../ml/model-summary.ts';
import type {Node} from '../../ml/models/declaration.ts';
import type {EpochRecord} from '../../ml/training.ts';
import {writeJson} from '../write-json.ts';

export interface TrainedModel {
  readonly model: Node;
  readonly weights: readonly Weight[];
  readonly summary: ModelSummary;
  readonly history: readonly EpochRecord[];
  readonly dataset: Pick<Dataset, 'labels' | 'names' | 'sample'>;
}

/** Everything that training leaves. Nothing in it tells of time: the same training leaves the same bytes. */
export const writeArtifact = async (
  folder: string,
  tf: TensorFlow,
  {model, weights, summary, history, dataset}: TrainedModel,
): Promise<void> => {
  const modelFolder = join(folder, 'model');
  await mkdir(modelFolder);
  const layersModel = toLayersModel(tf, model, weights, summary.model);
  await saveLayersModel(modelFolder, layersModel);
  layersModel.dispose();

  await writeJson(join(folder, 'labels.json'), {labels: dataset.labels, names: dataset.names});
  await writeJson(join(folder, 'summary.json'), summary);
  await writeFile(join(folder, 'summary.txt'), summaryText(summary));
  await writeJson(
    join(folder, 'history.json'),
    history.map(({epoch, loss, acc, val_loss, val_acc, more, learning_rate}) => ({
      epoch,
      loss,
      acc,
      val_loss,
      val_acc,
      ...more,
      learning_rate,
    })),
  );
  await writeFigure(folder, 'curves', await drawCurves(summary.model, history, dataset.sample));
  const rates = history.map(({learning_rate}) => learning_rate);
  // A rate that stays is no curve.
  if (new Set(rates).size > 1)
    await writeFigure(
      folder,
      'learning-rate',
      await drawRates(titleOf(summary.model, dataset.sample), rates),
    );
};

const titleOf = (model: string, sample: boolean): string =>
  `Training of ${model}${sample ? ' (built-in sample)' : ''}`;

const drawRates = (title: string, rates: readonly number[]) =>
  curves({
    title,
    xLabel: 'Epoch',
    panels: [
      {
        title: "Learning rate of each epoch's last step",
        zero: true,
        series: [{name: 'learning rate', values: rates}],
      },
    ],
  });

const drawCurves = (model: string, history: readonly EpochRecord[], sample: boolean) =>
  curves({
    title: titleOf(model, sample),
    xLabel: 'Epoch',
    panels: [
      {
        title: 'Loss',
        zero: true,
        series: [
          {name: 'train', values: history.map(({loss}) => loss)},
          {name: 'validation', values: history.map(({val_loss}) => val_loss)},
        ],
      },
      {
        title: 'Accuracy',
        series: [
          {name: 'train', values: history.map(({acc}) => acc)},
          {name: 'validation', values: history.map(({val_acc}) => val_acc)},
        ],
      },
    ],
  });
