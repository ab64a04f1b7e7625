import {imageSheet, type Figure, type Tile} from '../../figures/index.ts';
import type {LayerActivations} from '../../ml/inside/activations.ts';
import type {FirstFilters} from '../../ml/inside/first-filters.ts';
import type {HeatMaps} from '../../ml/inside/heat-maps.ts';

/** Pictures of what a model looks at. `suffix` ends the title: it tells of a sample. */

export const drawFilters = (
  {layer, filters, height, width}: FirstFilters,
  suffix: string,
): Promise<Figure> => {
  const shown = filters.slice(0, mostFilters);
  const largest = largestOf(shown.map((filter) => filter.map(Math.abs)));
  const of = shown.length < filters.length ? `${shown.length} of ${filters.length}` : String(filters.length);
  return imageSheet({
    title: `What the first layer looks for: ${of} filters of ${layer}, ${height}×${width}${suffix}`,
    subtitle: 'White weights speak for a filter where the image is bright, black ones against it; grey is 0.',
    columns: 16,
    tiles: shown.map((filter) => ({
      image: Uint8Array.from(filter, (weight) => Math.round(127.5 * (1 + weight / largest))),
      height,
      width,
    })),
  });
};

/** `image` is what the layers were shown, as a tile. */
export const drawActivations = (
  layers: readonly LayerActivations[],
  image: Tile,
  {what, suffix}: {readonly what: string; readonly suffix: string},
): Promise<Figure> => {
  const shown = evenly(layers, mostLayers);
  const columns = Math.max(1, ...shown.map(({channels}) => Math.min(channels.length, mostChannels)));
  return imageSheet({
    title: `What the layers make of ${what}${suffix}`,
    subtitle: `The first channels of each layer, at most ${mostChannels}; white is the layer's largest value, black 0 or less.`,
    columns,
    rowLabels: ['image', ...shown.map(({layer}) => layer)],
    tiles: [...padded([image], columns), ...shown.flatMap((layer) => padded(channelTiles(layer), columns))],
  });
};

export interface Explained {
  readonly image: Tile;
  /** Such as `B → E`. */
  readonly caption: string;
}

/** A column an image: as it is, with what speaks for the prediction, and with what speaks for its label. */
export const drawHeatMaps = (
  explained: readonly Explained[],
  {predicted, actual}: {readonly predicted: HeatMaps; readonly actual: HeatMaps},
  {what, suffix}: {readonly what: string; readonly suffix: string},
): Promise<Figure> =>
  imageSheet({
    title: `Where the model saw it: ${what}${suffix}`,
    subtitle:
      predicted.layer === undefined
        ? 'Saliency: the more a pixel is coloured, the more the score changes with it.'
        : `Grad-CAM at ${predicted.layer}: coloured where the image speaks for the class.`,
    columns: explained.length,
    rowLabels: ['image', 'prediction', 'label'],
    columnLabels: explained.map(({caption}) => caption),
    tiles: [
      ...explained.map(({image}) => image),
      ...[predicted, actual].flatMap(({maps}) =>
        explained.map(({image}, index) => overlay(image, maps[index] ?? new Float32Array())),
      ),
    ],
  });

const mostFilters = 64;
const mostLayers = 8;
const mostChannels = 12;

/** Vermilion of Okabe and Ito over the grey image, the denser the hotter. */
const overlay = ({image, ...tile}: Tile, heat: Float32Array): Tile => {
  const colour = [213, 94, 0];
  const pixels = new Uint8Array(3 * image.length);
  image.forEach((level, pixel) => {
    const share = 0.85 * (heat[pixel] ?? 0);
    colour.forEach((value, channel) => {
      pixels[3 * pixel + channel] = Math.round(level * (1 - share) + value * share);
    });
  });
  return {...tile, image: pixels, channels: 3};
};

const channelTiles = ({channels, height, width}: LayerActivations): readonly Tile[] => {
  const shown = channels.slice(0, mostChannels);
  const largest = largestOf(channels);
  return shown.map((channel) => {
    const levels = Uint8Array.from(channel, (value) => Math.round((255 * Math.max(0, value)) / largest));
    return height === 1 ? folded(levels) : {image: levels, height, width};
  });
};

/** A row of units as a square, so that they can be seen; the last row is filled up with black. */
const folded = (levels: Uint8Array): Tile => {
  const width = Math.ceil(Math.sqrt(levels.length));
  const height = Math.ceil(levels.length / width);
  const image = new Uint8Array(width * height);
  image.set(levels);
  return {image, height, width};
};

const blank: Tile = {image: Uint8Array.of(255), height: 1, width: 1};
const padded = (tiles: readonly Tile[], columns: number): readonly Tile[] =>
  Array.from({length: columns}, (_, index) => tiles[index] ?? blank);

/** At most `most` of them, the first and the last among them. */
const evenly = <T>(all: readonly T[], most: number): readonly T[] =>
  all.length <= most
    ? all
    : Array.from({length: most}, (_, index) => Math.round((index * (all.length - 1)) / (most - 1))).flatMap(
        (place) => all[place] ?? [],
      );

/** Never 0, for it is divided by. */
const largestOf = (arrays: readonly Float32Array[]): number =>
  arrays.reduce((most, array) => array.reduce((largest, value) => Math.max(largest, value), most), 0) || 1;
