import {float32, int, type Graph, type Tensor} from './builder.ts';
import type {Forward, Place} from './part.ts';
import {stepsOf, type Step} from './step.ts';

export interface Network {
  readonly scores: Tensor;
  /** Adds the backward pass; gives the gradients by all weights, named `<node>/<role>`, from that by the scores. */
  readonly gradients: (byScores: Tensor) => ReadonlyMap<string, Tensor>;
}

export interface NetworkOptions {
  readonly images: Tensor;
  /** The current value of a weight. */
  readonly weight: (name: string) => Tensor;
  readonly training?: Place['training'];
}

/** Adds the forward pass of a model that was taken apart. */
export const addNetwork = (graph: Graph, scores: Step, options: NetworkOptions): Network => {
  const steps = stepsOf(scores);
  const outputs = new Map<Step, Tensor>();
  const forwards = new Map<Step, Forward>();
  const outputOf = (step: Step): Tensor => known(outputs.get(step));

  for (const step of steps) {
    if (step.part === 'input') {
      outputs.set(step, options.images);
      continue;
    }
    const {
      part,
      node,
      inputs: [first, ...rest],
    } = step;
    const forward = part.forward(
      {
        graph: graph.scope(node.name),
        node,
        weight: (role) => options.weight(`${node.name}/${role}`),
        ...(options.training === undefined ? {} : {training: options.training}),
      },
      [outputOf(first), ...rest.map(outputOf)],
    );
    outputs.set(step, forward.output);
    forwards.set(step, forward);
  }

  return {
    scores: outputOf(scores),
    gradients: (byScores) => {
      const weights = new Map<string, Tensor>();
      const arrived = new Map<Step, readonly Tensor[]>([[scores, [byScores]]]);
      for (const step of steps.toReversed()) {
        if (step.part === 'input') continue;
        const gradient = sum(graph, arrived.get(step) ?? []);
        const backward = known(forwards.get(step)).backward(gradient);
        for (const [role, byWeight] of Object.entries(backward.weights ?? {})) {
          weights.set(`${step.node.name}/${role}`, byWeight);
        }
        step.inputs.forEach((input, index) => {
          arrived.set(input, [...(arrived.get(input) ?? []), known(backward.inputs[index])]);
        });
      }
      return weights;
    },
  };
};

/** Where an output is used several times, its gradient is the sum of those that come back. */
const sum = (graph: Graph, tensors: readonly Tensor[]): Tensor =>
  tensors.length === 1
    ? known(tensors[0])
    : graph.add('AddN', {inputs: tensors, attributes: {T: float32, N: int(tensors.length)}});

const known = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('a step was used before it was added');
  return value;
};
