import {z} from 'zod';
import {classifier, convolution, pooled, thinned, type LayerStyle} from './blocks.ts';
import {defineModel, type Node} from './declaration.ts';
import {concatenate, globalAveragePool} from './layers.ts';
import * as params from './params.ts';

export const inception = defineModel({
  name: 'inception',
  summary: 'GoogLeNet: modules that look at windows of 1×1, 3×3 and 5×5 side by side.',
  source: 'Szegedy et al., 2014, "Going deeper with convolutions"',
  params: z.object({
    stem: z.int().min(1).max(1024).default(32).describe('Filters of the convolution before the modules.'),
    widths: z
      .array(z.int().min(16).max(1024).multipleOf(16))
      .min(1)
      .default([64, 128])
      .describe(
        'Channels that the modules of each stage put out, multiples of 16; an image side halves before each stage.',
      ),
    depth: params.depth(2, 'Modules of each stage.'),
    pooling: params.pooling,
    dropout: params.dropout(0.4, 'Share of channels left out in training, before the last layer.'),
    ...params.layerOptions,
    initialiser: params.initialiser('he_normal'),
    batch_norm: params.batchNorm(true),
  }),
  build: (images, {stem, widths, depth, pooling, dropout: rate, ...style}, classes) => {
    let x = convolution(images, {filters: stem, kernel: 3}, style);
    for (const width of widths) {
      x = pooled(x, pooling, {size: 3, stride: 2, padding: 'same'});
      for (let module = 0; module < depth; module++) x = inceptionModule(x, {width, pooling}, style);
    }
    return classifier(thinned(globalAveragePool(x), rate), classes, style);
  },
});

interface Module {
  readonly width: number;
  readonly pooling: 'max' | 'average';
}

/**
 * Four branches in the proportions of the paper's first module (3a): 1×1; 3×3 and 5×5, each behind a 1×1 convolution that makes it
 * cheaper; pooling.
 */
const inceptionModule = (x: Node, {width, pooling}: Module, style: LayerStyle): Node => {
  const part = (sixteenths: number): number => (width / 16) * sixteenths;
  const pointwise = (input: Node, filters: number) => convolution(input, {filters, kernel: 1}, style);
  return concatenate(
    pointwise(x, part(4)),
    convolution(pointwise(x, part(6)), {filters: part(8), kernel: 3}, style),
    convolution(pointwise(x, part(1)), {filters: part(2), kernel: 5}, style),
    pointwise(pooled(x, pooling, {size: 3, stride: 1, padding: 'same'}), part(2)),
  );
};
