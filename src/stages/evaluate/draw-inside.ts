import type * as Tf from '@tensorflow/tfjs';
import {writeFigures, type Tile} from '../../figures/index.ts';
import type {TensorFlow} from '../../ml/backend.ts';
import type {Dataset} from '../../ml/data/dataset.ts';
import {asFloats} from '../../ml/engine/images.ts';
import {activationsOf} from '../../ml/inside/activations.ts';
import {firstFilters} from '../../ml/inside/first-filters.ts';
import {heatMaps} from '../../ml/inside/heat-maps.ts';
import {drawActivations, drawFilters, drawHeatMaps} from './inside-figures.ts';
import type {Prediction} from './predictions.ts';

export interface InsideOptions {
  readonly tf: TensorFlow;
  readonly model: Tf.LayersModel;
  readonly dataset: Dataset;
  readonly predictions: readonly Prediction[];
  /** Those the model was surest of first. */
  readonly wrong: readonly Prediction[];
  /** Which test image the layers are shown. */
  readonly image: number;
}

/** The figures `first-filters`, `activations` and `heat-maps`. */
export const drawInside = async (folder: string, options: InsideOptions): Promise<void> => {
  const {tf, model, dataset, image} = options;
  const suffix = dataset.sample ? ' (built-in sample)' : '';
  const filters = firstFilters(model);
  const tile = tileOf(dataset, image);
  const label = dataset.names[dataset.test.classes[image] ?? 0] ?? '';
  const layers = activationsOf(tf, model, asFloats(tile.image));
  const what = `test image ${image} (${label})`;

  const shown = explainedOf(options);
  const explain = (classes: readonly number[]) =>
    heatMaps({
      tf,
      model,
      classes,
      images: asFloats(pixelsOf(shown.map((each) => tileOf(dataset, each.image)))),
    });
  const maps = {
    predicted: explain(shown.map(({predicted}) => predicted)),
    actual: explain(shown.map(({actual}) => actual)),
  };
  const explained = shown.map((each) => ({
    image: tileOf(dataset, each.image),
    caption: `${dataset.names[each.actual] ?? ''} → ${dataset.names[each.predicted] ?? ''}`,
  }));
  const which =
    options.wrong.length > 0 ? 'the worst mistakes, label → prediction' : 'the least sure predictions';
  await writeFigures(folder, {
    ...(filters !== undefined && {'first-filters': () => drawFilters(filters, suffix)}),
    activations: () => drawActivations(layers, tile, {what, suffix}),
    'heat-maps': () => drawHeatMaps(explained, maps, {what: which, suffix}),
  });
};

/** The worst mistakes; where there are none, what the model was least sure of. */
const explainedOf = ({wrong, predictions}: InsideOptions): readonly Prediction[] =>
  (wrong.length > 0
    ? wrong
    : predictions.toSorted((a, b) => a.confidence - b.confidence || a.image - b.image)
  ).slice(0, mostExplained);

const mostExplained = 10;

const tileOf = ({height, width, test}: Dataset, image: number): Tile => {
  const size = height * width;
  return {image: test.images.slice(image * size, (image + 1) * size), height, width};
};

const pixelsOf = (tiles: readonly Tile[]): Uint8Array =>
  Uint8Array.from(tiles.flatMap(({image}) => [...image]));
