import {z} from 'zod';
import {classifier, convolution, kernelOf, normalise, thinned, type LayerStyle} from './blocks.ts';
import {defineModel, type Node} from './declaration.ts';
import {activation, add, conv2d, globalAveragePool} from './layers.ts';
import * as params from './params.ts';

export const resnet = defineModel({
  name: 'resnet',
  summary: 'Residual network: each block adds to its input what two convolutions make of it.',
  source:
    'He, Zhang, Ren and Sun, 2015, "Deep residual learning for image recognition", section 4.2 (the networks for CIFAR-10)',
  params: z.object({
    filters: params.filters(
      [16, 32, 64],
      'Filters of each stage; the image side halves from one stage to the next.',
    ),
    depth: params.depth(
      1,
      'Blocks of each stage; the network has 2 · stages · depth + 2 layers, 8 by default.',
    ),
    kernel: params.kernel(),
    dropout: params.dropout(0, 'Share of channels left out in training, before the last layer.'),
    ...params.layerOptions,
    initialiser: params.initialiser('he_normal'),
    batch_norm: params.batchNorm(true),
  }),
  build: (images, {filters, depth, kernel, dropout: rate, ...style}, classes) => {
    let x = convolution(images, {filters: filters[0] ?? 16, kernel}, style);
    filters.forEach((count, stage) => {
      for (let block = 0; block < depth; block++) {
        const stride = stage > 0 && block === 0 ? 2 : 1;
        x = residual(x, {filters: count, kernel, stride}, style);
      }
    });
    return classifier(thinned(globalAveragePool(x), rate), classes, style);
  },
});

interface Block {
  readonly filters: number;
  readonly kernel: number;
  readonly stride: number;
}

/** Two convolutions beside a skip connection, which a 1×1 convolution brings to the same shape where it must. */
const residual = (x: Node, {filters, kernel, stride}: Block, style: LayerStyle): Node => {
  const inner = convolution(x, {filters, kernel, stride}, style);
  const outer = plain(inner, {filters, kernel, stride: 1}, style);
  const same = stride === 1 && x.shape.at(-1) === filters;
  const skip = same ? x : plain(x, {filters, kernel: 1, stride}, style);
  return activation(add(outer, skip), style.activation);
};

/** Without an activation, which comes after the sum. */
const plain = (x: Node, {filters, kernel, stride}: Block, style: LayerStyle): Node => {
  const options = {filters, kernel, stride, padding: 'same', ...kernelOf(style)} as const;
  return style.batch_norm ? normalise(conv2d(x, {...options, bias: false})) : conv2d(x, options);
};
