import type {Clipping} from '../clipping.ts';
import {float32, int, type Graph, type Tensor} from './builder.ts';

type Gradients = ReadonlyMap<string, Tensor>;

/** The gradients of all weights, clipped; as they are where nothing is said. */
export const clipGradients = (
  graph: Graph,
  gradients: Gradients,
  clipping: Clipping | undefined,
): Gradients => {
  if (clipping === undefined) return gradients;
  const limit = graph.constant('float32', clipping.at);
  const each = (clip: (gradient: Tensor) => Tensor): Gradients =>
    new Map([...gradients].map(([name, gradient]) => [name, clip(gradient)]));
  switch (clipping.by) {
    case 'value': {
      const low = graph.constant('float32', -clipping.at);
      return each((gradient) =>
        graph.add('ClipByValue', {inputs: [gradient, low, limit], attributes: {T: float32}}),
      );
    }
    case 'norm':
      return each((gradient) => times(graph, gradient, factorOf(graph, [gradient], limit)));
    case 'global-norm': {
      const factor = factorOf(graph, [...gradients.values()], limit);
      return each((gradient) => times(graph, gradient, factor));
    }
    default:
      return clipping.by satisfies never;
  }
};

/** limit / max(norm of all together, limit): exactly 1 where there is nothing to clip. */
const factorOf = (graph: Graph, gradients: readonly Tensor[], limit: Tensor): Tensor => {
  const attributes = {T: float32};
  // L2Loss is half the sum of squares.
  const halves = gradients.map((gradient) => graph.add('L2Loss', {inputs: [gradient], attributes}));
  const half = graph.add('AddN', {inputs: halves, attributes: {T: float32, N: int(halves.length)}});
  const norm = graph.add('Sqrt', {inputs: [times(graph, half, graph.constant('float32', 2))], attributes});
  const larger = graph.add('Maximum', {inputs: [norm, limit], attributes});
  return graph.add('RealDiv', {inputs: [limit, larger], attributes});
};

const times = (graph: Graph, a: Tensor, b: Tensor): Tensor =>
  graph.add('Mul', {inputs: [a, b], attributes: {T: float32}});
