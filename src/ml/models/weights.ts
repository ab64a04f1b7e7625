import type {Weight} from '../engine/trainer.ts';
import {stream} from '../random.ts';
import type {Node, Shape} from './declaration.ts';
import {nodesOf} from './nodes.ts';

export interface WeightShape {
  /** `<node>/kernel` or `<node>/bias`. */
  readonly name: string;
  readonly shape: Shape;
}

/** The weights of one node, as Keras lays them out. */
export const weightShapes = ({name, layer, inputs, shape}: Node): readonly WeightShape[] => {
  const inputChannels = inputs[0]?.shape.at(-1) ?? 0;
  switch (layer.type) {
    case 'conv2d':
      return [
        {name: `${name}/kernel`, shape: [layer.kernel, layer.kernel, inputChannels, layer.filters]},
        {name: `${name}/bias`, shape: [layer.filters]},
      ];
    case 'dense':
      return [
        {name: `${name}/kernel`, shape: [inputChannels, ...shape]},
        {name: `${name}/bias`, shape: [...shape]},
      ];
    case 'input':
    case 'max-pool':
    case 'flatten':
    case 'dropout':
      return [];
    default:
      return layer satisfies never;
  }
};

/**
 * The weights a model begins with: kernels drawn evenly within ±√(6 / (fan in + fan out)) (Glorot & Bengio, 2010), each from
 * a stream `weights/<node>/kernel` of its own; biases zero. As in Keras.
 */
export const initialWeights = (model: Node, seed: number): readonly Weight[] =>
  nodesOf(model)
    .flatMap(weightShapes)
    .map(({name, shape}) => {
      const values = new Float32Array(sizeOf(shape));
      if (shape.length > 1) {
        const {uniform} = stream(seed, `weights/${name}`);
        const limit = Math.sqrt(6 / fans(shape));
        for (let index = 0; index < values.length; index++) values[index] = (2 * uniform() - 1) * limit;
      }
      return {name, shape, values};
    });

/** How many weights one node has. */
export const parametersOf = (node: Node): number =>
  weightShapes(node).reduce((sum, {shape}) => sum + sizeOf(shape), 0);

/** How many weights a model has. */
export const countParameters = (model: Node): number =>
  nodesOf(model).reduce((sum, node) => sum + parametersOf(node), 0);

/** Numbers that one output is made of, and outputs that one input goes into: `[…window, inputs, outputs]`. */
const fans = (shape: Shape): number => {
  const [inputs = 1, outputs = 1] = shape.slice(-2);
  return sizeOf(shape.slice(0, -2)) * (inputs + outputs);
};

const sizeOf = (shape: Shape): number => shape.reduce((product, length) => product * length, 1);
