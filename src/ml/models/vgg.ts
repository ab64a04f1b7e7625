import {z} from 'zod';
import {classifier, convolution, hiddenLayer, pooled, thinned} from './blocks.ts';
import {defineModel} from './declaration.ts';
import {flatten} from './layers.ts';
import * as params from './params.ts';

export const vgg = defineModel({
  name: 'vgg',
  summary:
    'VGG: blocks of small convolutions one after the other, each block twice as wide as the one before.',
  source:
    'Simonyan and Zisserman, 2014, "Very deep convolutional networks for large-scale image recognition"',
  params: z.object({
    filters: params.filters(
      [32, 64, 128],
      'Filters of each block; each is followed by 2×2 pooling, so an image side halves as often.',
    ),
    depth: params.depth(2, 'Convolutions of each block.'),
    kernel: params.kernel(),
    pooling: params.pooling,
    units: params.units(256),
    dropout: params.dropout(0.5, 'Share of hidden units left out in training.'),
    ...params.layerOptions,
    initialiser: params.initialiser('he_normal'),
  }),
  build: (images, {filters, depth, kernel, pooling, units, dropout: rate, ...style}, classes) => {
    let x = images;
    for (const count of filters) {
      for (let layer = 0; layer < depth; layer++) x = convolution(x, {filters: count, kernel}, style);
      x = pooled(x, pooling);
    }
    x = thinned(hiddenLayer(flatten(x), units, style), rate);
    return classifier(x, classes, style);
  },
});
