import {type Figure, imageSheet, type Tile} from '../../figures/index.ts';
import {createAugmenter} from '../../ml/augmentations/augmenter.ts';
import {toLevel} from '../../ml/augmentations/enlarge.ts';
import type {AugmentationPolicy} from '../../ml/augmentations/policy.ts';
import type {Dataset} from '../../ml/data/dataset.ts';

export interface PreviewOptions {
  /** How many labels, from the first. */
  readonly labels: number;
  readonly seed: number;
  /** What one drawn version is: of an epoch, or a kept copy. */
  readonly drawing: 'epoch' | 'copy';
}

/**
 * A training image of each of the first labels, and beside it what the first epochs make of it. It belongs to the
 * artifact for a second reason: augmentations are not in the key of training, their pictures are. Where the code
 * of one comes to draw differently, the sheet's bytes differ, and training runs again.
 */
export const previewSheet = (
  {height, width, names, train}: Dataset,
  policy: AugmentationPolicy,
  {labels, seed, drawing}: PreviewOptions,
): Promise<Figure> => {
  const size = height * width;
  const augmenter = createAugmenter(policy, {height, width, seed});
  const drawn = new Float32Array(size);
  const tile = (image: Uint8Array): Tile => ({image, height, width});
  const rows = names
    .map((name, label) => ({name, index: train.classes.indexOf(label)}))
    .filter(({index}) => index >= 0)
    .slice(0, labels);
  const tiles = rows.flatMap(({index}) => [
    tile(train.images.subarray(index * size, (index + 1) * size)),
    ...epochs.map((epoch) => {
      augmenter.fill(drawn, 0, train.images, index * size, epoch, index);
      return tile(Uint8Array.from(drawn, toLevel));
    }),
  ]);
  return imageSheet({
    title: 'Training images before and after',
    subtitle: described(policy),
    columns: 1 + epochs.length,
    columnLabels: ['original', ...epochs.map((epoch) => `${drawing} ${epoch}`)],
    rowLabels: rows.map(({name}) => name),
    tiles,
  });
};

const epochs = [1, 2, 3, 4, 5, 6, 7];

/** `rotation 10, zoom 0.1, zoom mode together, fill constant 128`. */
const described = ({strengths, options = {}, fill, fillValue}: AugmentationPolicy): string =>
  [
    ...Object.entries({...strengths, ...options}).map(
      ([name, value]) => `${name.replaceAll('_', ' ')}${value === true ? '' : ` ${value}`}`,
    ),
    ...(fill === 'nearest' ? [] : [`fill ${fill}${fillValue === undefined ? '' : ` ${fillValue}`}`]),
  ].join(', ');
