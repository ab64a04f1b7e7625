import type {Node} from '../../models/declaration.ts';
import {weightShapes} from '../../models/weights.ts';
import {float32, int, type Graph, type Tensor} from './builder.ts';
import type {Forward, Place} from './part.ts';
import {stepsOf, type Step} from './step.ts';

export interface Network {
  readonly scores: Tensor;
  /** In training: what the weights that no gradient trains become with this step, by name. */
  readonly statistics: ReadonlyMap<string, Tensor>;
  /** Adds the backward pass; gives the gradients by all trained weights, named `<node>/<role>`, from that by the scores. */
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
  const statistics = new Map<string, Tensor>();
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
    for (const [role, value] of Object.entries(forward.statistics ?? {})) {
      statistics.set(`${node.name}/${role}`, value);
    }
  }

  return {
    scores: outputOf(scores),
    statistics,
    gradients: (byScores) => {
      const weights = new Map<string, Tensor>();
      const arrived = new Map<Step, readonly Tensor[]>([[scores, [byScores]]]);
      for (const step of steps.toReversed()) {
        if (step.part === 'input') continue;
        const gradient = sum(graph, arrived.get(step) ?? []);
        const backward = known(forwards.get(step)).backward(gradient);
        for (const [role, byWeight] of Object.entries(backward.weights ?? {})) {
          const name = `${step.node.name}/${role}`;
          weights.set(name, penalised(graph, byWeight, {name, node: step.node, value: options.weight}));
        }
        step.inputs.forEach((input, index) => {
          arrived.set(input, [...(arrived.get(input) ?? []), known(backward.inputs[index])]);
        });
      }
      return weights;
    },
  };
};

/** With the gradient of the weight's penalty, 2λw, where it has one. */
const penalised = (
  graph: Graph,
  gradient: Tensor,
  {name, node, value}: {readonly name: string; readonly node: Node; readonly value: (name: string) => Tensor},
): Tensor => {
  const {l2 = 0} = weightShapes(node).find((weight) => weight.name === name) ?? {};
  if (l2 === 0) return gradient;
  const penalty = graph.add('Mul', {
    inputs: [value(name), graph.constant('float32', 2 * l2)],
    attributes: {T: float32},
  });
  return graph.add('AddV2', {inputs: [gradient, penalty], attributes: {T: float32}});
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
