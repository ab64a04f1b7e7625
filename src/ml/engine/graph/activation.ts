import type {Activation} from '../../models/activations.ts';
import {float32, type Graph, type Tensor} from './builder.ts';
import type {Part} from './part.ts';

/** The parts of an activation: one, or none where it changes nothing. */
export const activation = (name: Activation): readonly Part[] => (name === 'linear' ? [] : [parts[name]]);

type Gradient = (graph: Graph, tensors: {input: Tensor; output: Tensor; gradient: Tensor}) => Tensor;

/** An op of one tensor, element by element. */
const elementwise = (name: string, order: Part['order'], op: string, backward: Gradient): Part => ({
  name,
  order,
  forward: ({graph}, [input]) => {
    const output = graph.add(op, {inputs: [input], attributes: {T: float32}});
    return {output, backward: (gradient) => ({inputs: [backward(graph, {input, output, gradient})]})};
  },
});

const apply = (graph: Graph, op: string, ...inputs: readonly Tensor[]): Tensor =>
  graph.add(op, {inputs, attributes: {T: float32}});

/** max(x, 0) (Nair & Hinton, 2010). The gradient passes where the output is above 0, and at 0 it does not. */
const relu = elementwise('relu', 'monotone', 'Relu', (graph, {gradient, output}) =>
  apply(graph, 'ReluGrad', gradient, output),
);

/** min(max(x, 0), 6) (Krizhevsky, 2010). The gradient passes between 0 and 6, at neither of them. */
const relu6 = elementwise('relu6', 'monotone', 'Relu6', (graph, {gradient, output}) =>
  apply(graph, 'Relu6Grad', gradient, output),
);

// From here on `other`: they rise, but as float32 functions they are not proved never to fall by a last bit.

/** x above 0, eˣ - 1 below (Clevert, Unterthiner and Hochreiter, 2015). */
const elu = elementwise('elu', 'other', 'Elu', (graph, {gradient, output}) =>
  apply(graph, 'EluGrad', gradient, output),
);

/** λ·x above 0, λ·α·(eˣ - 1) below (Klambauer et al., 2017). */
const selu = elementwise('selu', 'other', 'Selu', (graph, {gradient, output}) =>
  apply(graph, 'SeluGrad', gradient, output),
);

/** ln(1 + eˣ) (Dugas et al., 2000). */
const softplus = elementwise('softplus', 'other', 'Softplus', (graph, {gradient, input}) =>
  apply(graph, 'SoftplusGrad', gradient, input),
);

/** 1 / (1 + e⁻ˣ), whose derivative is y·(1 - y). */
const sigmoid = elementwise('sigmoid', 'other', 'Sigmoid', (graph, {gradient, output}) =>
  apply(graph, 'SigmoidGrad', output, gradient),
);

/** The hyperbolic tangent, whose derivative is 1 - y². */
const tanh = elementwise('tanh', 'other', 'Tanh', (graph, {gradient, output}) =>
  apply(graph, 'TanhGrad', output, gradient),
);

/** x·σ(x) (Elfwing, Uchibe and Doya, 2017; Ramachandran, Zoph and Le, 2017), whose derivative is σ·(1 + x·(1 - σ)). */
const swish: Part = {
  name: 'swish',
  order: 'other',
  forward: ({graph}, [input]) => {
    const s = apply(graph, 'Sigmoid', input);
    return {
      output: apply(graph, 'Mul', input, s),
      backward: (gradient) => {
        const one = graph.constant('float32', 1);
        const inner = apply(graph, 'Mul', input, apply(graph, 'Sub', one, s));
        const slope = apply(graph, 'Mul', s, apply(graph, 'AddV2', one, inner));
        return {inputs: [apply(graph, 'Mul', gradient, slope)]};
      },
    };
  },
};

/** exp(xᵢ) / Σ exp(xⱼ) over the last axis. At a model's end it is taken into the loss: see `softmax-cross-entropy.ts`. */
export const softmax = elementwise('softmax', 'other', 'Softmax', () => {
  throw new Error('a softmax trains as part of the loss only');
});

const parts: Readonly<Record<Exclude<Activation, 'linear'>, Part>> = {
  relu,
  relu6,
  elu,
  selu,
  softplus,
  sigmoid,
  tanh,
  swish,
  softmax,
};
