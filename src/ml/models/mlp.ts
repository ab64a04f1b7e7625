import {z} from 'zod';
import {defineModel} from './declaration.ts';
import {dense, dropout, flatten} from './layers.ts';

export const mlp = defineModel({
  name: 'mlp',
  summary: 'Multi-layer perceptron: sees the pixels, not which lie side by side.',
  source: 'Rumelhart, Hinton and Williams, 1986, "Learning representations by back-propagating errors"',
  params: z.object({
    hidden: z
      .array(z.int().min(1).max(8192))
      .min(1)
      .default([512, 256])
      .describe('Units of each hidden layer.'),
    dropout: z
      .number()
      .min(0)
      .max(0.95)
      .default(0.3)
      .describe('Share of units left out in training, after each hidden layer.'),
  }),
  build: (images, {hidden, dropout: rate}, classes) => {
    let x = flatten(images);
    for (const units of hidden) x = dropout(dense(x, {units, activation: 'relu'}), {rate});
    return dense(x, {units: classes, activation: 'softmax'});
  },
});
