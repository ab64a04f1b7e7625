import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {imageSheet, labelDistribution, writeFigures, type Figure, type Tile} from '../../figures/index.ts';
import {writeDataset} from '../../ml/data/dataset-folder.ts';
import type {Dataset} from '../../ml/data/dataset.ts';
import type {DatasetSummary} from '../../ml/data/summary.ts';

/** Writes the data set, `summary.json`, and the figures `label-distribution` and `images`. */
export const writeArtifact = async (
  folder: string,
  dataset: Dataset,
  summary: DatasetSummary,
): Promise<void> => {
  await writeDataset(folder, dataset);
  await writeFile(join(folder, 'summary.json'), `${JSON.stringify(summary, undefined, 2)}\n`);
  await writeFigures(folder, {
    'label-distribution': () => drawDistribution(summary),
    images: () => drawPreview(dataset),
  });
};

const drawDistribution = ({classes, sample}: DatasetSummary): Promise<Figure> =>
  labelDistribution({
    title: `Images of each label${sample ? ' (built-in sample)' : ''}`,
    labels: classes.map(({name}) => name),
    splits: [
      {name: 'Train', counts: classes.map(({train}) => train)},
      {name: 'Test', counts: classes.map(({test}) => test)},
    ],
  });

/** A sheet longer than this is no preview. */
const mostRows = 40;
const columns = 10;

/** The first training images of each label, a label a row. */
const drawPreview = ({names, train, height, width, sample}: Dataset): Promise<Figure> => {
  const rows = names.slice(0, mostRows);
  const images = rows.map((): number[] => []);
  train.classes.forEach((index, image) => {
    const row = images[index];
    if (row !== undefined && row.length < columns) row.push(image);
  });
  const blank = new Uint8Array(height * width).fill(255);
  const tiles = images.flatMap((row) =>
    Array.from({length: columns}, (_, at): Tile => {
      const image = row[at];
      const start = (image ?? 0) * height * width;
      return {
        image: image === undefined ? blank : train.images.slice(start, start + height * width),
        height,
        width,
      };
    }),
  );
  const some = rows.length < names.length ? `, the first ${rows.length} of ${names.length} labels` : '';
  return imageSheet({
    title: `Training images${some}${sample ? ' (built-in sample)' : ''}`,
    columns,
    tiles,
    rowLabels: rows,
  });
};
