import type {KernelOptions} from '../../models/declaration.ts';
import {float32, text} from './builder.ts';
import type {Part} from './part.ts';

/** The bias of a layer that has one. */
export const biasOf = ({bias: has}: KernelOptions): readonly Part[] => (has === false ? [] : [bias]);

/** Adds `bias` `[channels]` to the last axis; its gradient is the sum over all the other axes. */
const bias: Part = {
  name: 'bias',
  order: 'monotone',
  forward: ({graph, weight}, [input]) => {
    const attributes = {T: float32, data_format: text('NHWC')};
    return {
      output: graph.add('BiasAdd', {inputs: [input, weight('bias')], attributes}),
      backward: (gradient) => ({
        inputs: [gradient],
        weights: {bias: graph.add('BiasAddGrad', {inputs: [gradient], attributes})},
      }),
    };
  },
};
