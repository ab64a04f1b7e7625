import {float32, int} from './builder.ts';
import {defineLayer} from './layer.ts';

/** The sum of its inputs, as at the end of a skip connection (He et al., 2015); each gets the gradient as it is. */
export const add = defineLayer('add', () => [
  {
    name: 'add',
    order: 'other',
    forward: ({graph}, inputs) => ({
      output: graph.add('AddN', {inputs, attributes: {T: float32, N: int(inputs.length)}}),
      backward: (gradient) => ({inputs: inputs.map(() => gradient)}),
    }),
  },
]);
