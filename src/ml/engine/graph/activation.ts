import type {Activation} from '../../models/declaration.ts';
import {float32} from './builder.ts';
import type {Part} from './part.ts';

export const activation = (name: Activation): readonly Part[] => {
  switch (name) {
    case 'linear':
      return [];
    case 'relu':
      return [relu];
    case 'softmax':
      return [softmax];
  }
};

/** max(x, 0) (Nair & Hinton, 2010). The gradient passes where the output is above 0, and at 0 it does not. */
const relu: Part = {
  name: 'relu',
  order: 'monotone',
  forward: ({graph}, [input]) => {
    const output = graph.add('Relu', {inputs: [input], attributes: {T: float32}});
    return {
      output,
      backward: (gradient) => ({
        inputs: [graph.add('ReluGrad', {inputs: [gradient, output], attributes: {T: float32}})],
      }),
    };
  },
};

/** exp(xᵢ) / Σ exp(xⱼ) over the last axis. At a model's end it is taken into the loss: see `softmax-cross-entropy.ts`. */
export const softmax: Part = {
  name: 'softmax',
  order: 'other',
  forward: ({graph}, [input]) => ({
    output: graph.add('Softmax', {inputs: [input], attributes: {T: float32}}),
    backward: () => {
      throw new Error('a softmax trains as part of the loss only');
    },
  }),
};
