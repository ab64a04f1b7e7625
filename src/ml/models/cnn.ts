import {z} from 'zod';
import {defineModel} from './declaration.ts';
import {conv2d, dense, dropout, flatten, maxPool} from './layers.ts';

export const cnn = defineModel({
  name: 'cnn',
  summary: 'Small convolutional network: convolutions, each followed by max-pooling, and one hidden layer.',
  source:
    'LeCun, Bottou, Bengio and Haffner, 1998, "Gradient-based learning applied to document recognition"',
  params: z.object({
    filters: z
      .array(z.int().min(1).max(1024))
      .min(1)
      .default([32, 64, 32])
      .describe(
        'Filters of each convolution; each is followed by 2×2 max-pooling, so an image side halves as often.',
      ),
    kernel: z.int().min(1).max(11).default(3).describe('Rows and columns of a filter.'),
    units: z.int().min(1).max(8192).default(512).describe('Units of the hidden layer.'),
    dropout: z.number().min(0).max(0.95).default(0.3).describe('Share of hidden units left out in training.'),
  }),
  build: (images, {filters, kernel, units, dropout: rate}, classes) => {
    let x = images;
    for (const count of filters) {
      x = conv2d(x, {filters: count, kernel, padding: 'same', activation: 'relu'});
      x = maxPool(x, {size: 2});
    }
    x = dense(flatten(x), {units, activation: 'relu'});
    return dense(dropout(x, {rate}), {units: classes, activation: 'softmax'});
  },
});
