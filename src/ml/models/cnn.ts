import {z} from 'zod';
import {classifier, convolution, hiddenLayer, pooled} from './blocks.ts';
import {defineModel} from './declaration.ts';
import {dropout, flatten} from './layers.ts';
import * as params from './params.ts';

export const cnn = defineModel({
  name: 'cnn',
  summary: 'Small convolutional network: convolutions, each followed by pooling, and one hidden layer.',
  source:
    'LeCun, Bottou, Bengio and Haffner, 1998, "Gradient-based learning applied to document recognition"',
  params: z.object({
    filters: params.filters(
      [32, 64, 32],
      'Filters of each convolution; each is followed by 2×2 pooling, so an image side halves as often.',
    ),
    kernel: params.kernel(),
    stride: params.stride,
    padding: params.padding,
    pooling: params.pooling,
    units: params.units(512),
    dropout: params.dropout(0.3, 'Share of hidden units left out in training.'),
    ...params.layerOptions,
  }),
  build: (images, {filters, kernel, stride, padding, pooling, units, dropout: rate, ...style}, classes) => {
    let x = images;
    for (const count of filters) {
      x = convolution(x, {filters: count, kernel, stride, padding}, style);
      x = pooled(x, pooling);
    }
    x = hiddenLayer(flatten(x), units, style);
    return classifier(dropout(x, {rate}), classes, style);
  },
});
