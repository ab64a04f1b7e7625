import {z} from 'zod';
import {classifier, convolution, hiddenLayer, pooled, thinned} from './blocks.ts';
import {defineModel} from './declaration.ts';
import {flatten} from './layers.ts';
import * as params from './params.ts';

/** For small images: 5×5 filters at the beginning instead of 11×11 in steps of 4. Without local response normalisation. */
export const alexnet = defineModel({
  name: 'alexnet',
  summary:
    'AlexNet: five convolutions, pooling of windows that overlap, two hidden layers with much dropout.',
  source:
    'Krizhevsky, Sutskever and Hinton, 2012, "ImageNet classification with deep convolutional neural networks"',
  params: z.object({
    filters: z
      .array(z.int().min(1).max(1024))
      .length(5)
      .default([32, 64, 96, 96, 64])
      .describe('Filters of the five convolutions; pooling follows the first, the second and the fifth.'),
    kernel: params.kernel(5, 'Rows and columns of a filter of the first two convolutions.'),
    pooling: params.pooling,
    units: params.units(512, 'Units of each of the two hidden layers.'),
    dropout: params.dropout(0.5, 'Share of hidden units left out in training.'),
    ...params.layerOptions,
    initialiser: params.initialiser('he_normal'),
  }),
  build: (images, {filters, kernel, pooling, units, dropout: rate, ...style}, classes) => {
    let x = images;
    filters.forEach((count, index) => {
      x = convolution(x, {filters: count, kernel: index < 2 ? kernel : 3}, style);
      if ([0, 1, 4].includes(index)) x = pooled(x, pooling, {size: 3, stride: 2, padding: 'same'});
    });
    x = flatten(x);
    for (let layer = 0; layer < 2; layer++) x = thinned(hiddenLayer(x, units, style), rate);
    return classifier(x, classes, style);
  },
});
