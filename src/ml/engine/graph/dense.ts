import {activation} from './activation.ts';
import {biasOf} from './bias.ts';
import {flag, float32} from './builder.ts';
import {defineLayer} from './layer.ts';
import type {Part} from './part.ts';

/** A full connection, `[batch, in]` with a kernel `[in, units]` to `[batch, units]`; bias; activation. */
export const dense = defineLayer('dense', (layer) => [
  product,
  ...biasOf(layer),
  ...activation(layer.activation),
]);

/** y = x·W, so ∂x = ∂y·Wᵀ and ∂W = xᵀ·∂y. */
const product: Part = {
  name: 'product',
  order: 'other',
  forward: ({graph, weight}, [input]) => {
    const kernel = weight('kernel');
    const multiply = (a: typeof input, b: typeof input, transposed: {a?: true; b?: true} = {}) =>
      graph.add('MatMul', {
        inputs: [a, b],
        attributes: {
          T: float32,
          transpose_a: flag(transposed.a ?? false),
          transpose_b: flag(transposed.b ?? false),
        },
      });
    return {
      output: multiply(input, kernel),
      backward: (gradient) => ({
        inputs: [multiply(gradient, kernel, {b: true})],
        weights: {kernel: multiply(input, gradient, {a: true})},
      }),
    };
  },
};
