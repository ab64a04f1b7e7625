import type {Node} from '../../models/declaration.ts';
import {activation} from './activation.ts';
import {float32, shape} from './builder.ts';
import {defineLayer} from './layer.ts';
import type {Part} from './part.ts';

/** An activation that stands alone. */
export const activationLayer = defineLayer('activation', (layer) =>
  activation(layer.activation).map((part) => (part.name === 'tanh' ? unfused(part) : part)),
);

/**
 * Evaluated, TensorFlow makes one op of a convolution, its normalisation and the activation behind, and of that op it has none
 * for tanh: "Fusion is not implemented". What it cannot look through keeps them apart.
 */
const unfused = (part: Part): Part => ({
  ...part,
  forward: (place, [input]) => {
    const {graph, node, training} = place;
    if (training !== undefined || !isNormalised(node)) return part.forward(place, [input]);
    const apart = graph.add('PlaceholderWithDefault', {
      inputs: [input],
      attributes: {dtype: float32, shape: shape([-1, ...node.shape])},
    });
    return part.forward(place, [apart]);
  },
});

const isNormalised = ({inputs}: Node): boolean => inputs[0]?.layer.type === 'batch-norm';
