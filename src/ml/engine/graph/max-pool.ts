import {ints} from './builder.ts';
import {defineLayer} from './layer.ts';
import {windowAttributes} from './window.ts';

/**
 * The largest of each window, channel by channel; what does not fill a window is left out, or with padding `same` a window of its own. Its gradient goes to the
 * largest element, to the first in reading order where there are several.
 */
export const maxPool = defineLayer('max-pool', ({size, stride, padding = 'valid' as const}) => [
  {
    name: 'max-pool',
    order: 'maximum',
    forward: ({graph}, [input]) => {
      const attributes = {
        ...windowAttributes({stride, padding}),
        ksize: ints(1, size, size, 1),
        explicit_paddings: ints(),
      };
      const output = graph.add('MaxPool', {inputs: [input], attributes});
      return {
        output,
        backward: (gradient) => ({
          inputs: [graph.add('MaxPoolGrad', {inputs: [input, output, gradient], attributes})],
        }),
      };
    },
  },
]);
