import {z} from 'zod';
import {classifier, hiddenLayer} from './blocks.ts';
import {defineModel} from './declaration.ts';
import {dropout, flatten} from './layers.ts';
import * as params from './params.ts';

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
    dropout: params.dropout(0.3, 'Share of units left out in training, after each hidden layer.'),
    ...params.layerOptions,
  }),
  build: (images, {hidden, dropout: rate, ...style}, classes) => {
    let x = flatten(images);
    for (const units of hidden) x = dropout(hiddenLayer(x, units, style), {rate});
    return classifier(x, classes, style);
  },
});
