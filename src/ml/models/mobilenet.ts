import {z} from 'zod';
import {classifier, convolution, depthwiseConvolution, thinned} from './blocks.ts';
import {defineModel} from './declaration.ts';
import {globalAveragePool} from './layers.ts';
import * as params from './params.ts';

export const mobilenet = defineModel({
  name: 'mobilenet',
  summary:
    'MobileNet: each convolution in two, one over each channel alone and one over all channels of a pixel.',
  source:
    'Howard et al., 2017, "MobileNets: efficient convolutional neural networks for mobile vision applications"',
  params: z.object({
    filters: params.filters(
      [32, 64, 128, 256],
      'Filters of the first convolution, then of each stage; an image side halves after the first stage and the second.',
    ),
    depth: params.depth(1, 'Blocks of each stage.'),
    kernel: params.kernel(),
    dropout: params.dropout(0, 'Share of channels left out in training, before the last layer.'),
    ...params.layerOptions,
    activation: params.activation('relu6'),
    initialiser: params.initialiser('he_normal'),
    batch_norm: params.batchNorm(true),
  }),
  build: (images, {filters, depth, kernel, dropout: rate, ...style}, classes) => {
    const [stem = 32, ...stages] = filters;
    let x = convolution(images, {filters: stem, kernel, stride: 2}, style);
    stages.forEach((count, stage) => {
      for (let block = 0; block < depth; block++) {
        x = depthwiseConvolution(x, {kernel, stride: stage > 0 && block === 0 ? 2 : 1}, style);
        x = convolution(x, {filters: count, kernel: 1}, style);
      }
    });
    return classifier(thinned(globalAveragePool(x), rate), classes, style);
  },
});
