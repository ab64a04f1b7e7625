import {createGraph} from '../../../../../src/ml/engine/graph/builder.ts';
import {addNetwork} from '../../../../../src/ml/engine/graph/network.ts';
import {openSession} from '../../../../../src/ml/engine/graph/session.ts';
import {softmaxCrossEntropy} from '../../../../../src/ml/engine/graph/softmax-cross-entropy.ts';
import type {Step} from '../../../../../src/ml/engine/graph/step.ts';
import type {Batch, Weight} from '../../../../../src/ml/engine/trainer.ts';
import type {Native} from './native.ts';

export interface Question {
  readonly scores: Step;
  readonly imageShape: readonly number[];
  readonly weights: readonly Weight[];
  readonly batch: Batch;
  readonly seed?: number;
  readonly stepsDone?: number;
}

/** Mean loss and its gradients by the weights, as the engine's graph computes them: weights are fed, nothing is updated. */
export const gradientsOf = (
  {binding}: Native,
  {scores, imageShape, weights, batch, seed = 1, stepsDone = 0}: Question,
) => {
  const graph = createGraph();
  const images = graph.placeholder('images', 'float32', [-1, ...imageShape]);
  const classes = graph.placeholder('classes', 'int32', [-1]);
  const step = graph.placeholder('steps_done', 'int64', []);
  const fed = new Map(weights.map(({name, shape}) => [name, graph.placeholder(name, 'float32', shape)]));
  const tensorOf = (name: string) => {
    const tensor = fed.get(name);
    if (tensor === undefined) throw new Error(`there is no weight ${name}`);
    return tensor;
  };

  const network = addNetwork(graph, scores, {images, weight: tensorOf, training: {seed, stepsDone: step}});
  const loss = softmaxCrossEntropy(graph, network.scores, classes);
  const gradients = network.gradients(loss.gradient);

  const session = openSession(binding, graph.nodes());
  try {
    const [mean, ...values] = session.run(
      [
        {tensor: images, shape: [batch.count, ...imageShape], values: batch.images},
        {tensor: classes, shape: [batch.count], values: Int32Array.from(batch.classes)},
        {tensor: step, shape: [], values: Int32Array.of(stepsDone, 0)},
        ...weights.map(({name, shape, values: given}) => ({tensor: tensorOf(name), shape, values: given})),
      ],
      [loss.mean, ...gradients.values()],
    );
    return {
      loss: mean?.[0] ?? NaN,
      gradients: new Map(
        [...gradients.keys()].map((name, index) => [name, values[index] ?? new Float32Array()]),
      ),
    };
  } finally {
    session.close();
  }
};
