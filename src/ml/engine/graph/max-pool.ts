import {float32, ints, text} from './builder.ts';
import {defineLayer} from './layer.ts';

/**
 * The largest of each window, channel by channel; what does not fill a window is left out, or with padding `same` a window of its own. Its gradient goes to the
 * largest element, to the first in reading order where there are several.
 */
export const maxPool = defineLayer('max-pool', ({size, stride, padding = 'valid'}) => [
  {
    name: 'max-pool',
    order: 'maximum',
    forward: ({graph}, [input]) => {
      const attributes = {
        T: float32,
        data_format: text('NHWC'),
        ksize: ints(1, size, size, 1),
        strides: ints(1, stride, stride, 1),
        padding: text(padding.toUpperCase()),
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
