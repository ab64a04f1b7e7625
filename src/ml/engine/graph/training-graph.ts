import type {Shape} from '../../models/declaration.ts';
import {statisticsOf} from '../../models/weights.ts';
import type {Prepared} from '../optimiser.ts';
import type {TrainerOptions} from '../trainer.ts';
import {
  createGraph,
  float32,
  int,
  type,
  type DType,
  type Graph,
  type GraphNode,
  type Tensor,
} from './builder.ts';
import {clipGradients} from './clip-gradients.ts';
import {addNetwork} from './network.ts';
import {softmaxCrossEntropy} from './softmax-cross-entropy.ts';
import type {Step} from './step.ts';
import {addVariable, assign, type Variable} from './variable.ts';

/** The whole graph of a model, and the tensors by which it is used. */
export interface TrainingGraph {
  readonly nodes: readonly GraphNode[];
  readonly weights: readonly Variable[];
  readonly slots: readonly Variable[];
  /** `[batch, height, width, channels]`, 0–255. */
  readonly bytes: Tensor<'uint8'>;
  /** The same as 0–1. Where it is fed itself, `bytes` need not be. */
  readonly images: Tensor;
  /** `[batch]`. */
  readonly classes: Tensor<'int32'>;
  /** How many steps were done, a scalar. */
  readonly stepsDone: Tensor<'int64'>;
  readonly optimiserFeeds: Prepared['feeds'];
  /** Fetching it does a step: `[mean loss, correct]`, from before the update. */
  readonly trained: Tensor;
  /** `[total loss, correct]`. */
  readonly evaluated: Tensor;
  /** `[batch, classes]`. */
  readonly probabilities: Tensor;
  /** Fetching it assigns all weights and slots, which must be fed. */
  readonly restored: Tensor;
}

export const buildTrainingGraph = (
  options: TrainerOptions,
  scores: Step,
  imageShape: Shape,
): TrainingGraph => {
  const {optimiser} = options;
  const graph = createGraph();
  const bytes = graph.placeholder('bytes', 'uint8', [-1, ...imageShape]);
  // Of a RealDiv by a constant TensorFlow makes a product with 1/255, whose last bit is another.
  const images = graph.add('DivNoNan', {
    name: 'images',
    inputs: [
      graph.add('Cast', {inputs: [bytes], attributes: {SrcT: type('uint8'), DstT: float32}}),
      graph.constant('float32', 255),
    ],
    attributes: {T: float32},
  });
  const classes = graph.placeholder('classes', 'int32', [-1]);
  const stepsDone = graph.placeholder('steps_done', 'int64', []);

  const variables = new Map<string, Variable>();
  const variable = (name: string): Variable => {
    const found = variables.get(name);
    if (found === undefined) throw new Error(`there is no weight ${name}`);
    return found;
  };
  const declare = (name: string, shape: readonly number[]): Variable => {
    const declared = addVariable(graph, name, shape);
    variables.set(name, declared);
    return declared;
  };
  const weights = options.weights.map(({name, shape}) => declare(name, shape));
  const statistics = statisticsOf(options.model);
  const trained = options.weights.filter(({name}) => !statistics.has(name));
  const slots = optimiser.slots.flatMap((slot) =>
    trained.map(({name, shape}) => declare(`${slot}/${name}`, shape)),
  );
  const weight = (name: string): Tensor => variable(name).value;

  const step = graph.scope('step');
  const network = addNetwork(step, scores, {
    images,
    weight,
    training: {seed: options.seed, stepsDone},
  });
  const loss = softmaxCrossEntropy(step, network.scores, classes, options.loss);
  const {update, feeds} = optimiser.graph.prepare(step);
  const gradients = clipGradients(step, network.gradients(loss.gradient), options.clipping);
  const updates = [...gradients].map(([name, gradient]) =>
    update({
      variable: variable(name).handle,
      value: variable(name).value,
      slot: (slot) => variable(`${slot}/${name}`).handle,
      gradient,
    }),
  );
  const kept = [...network.statistics].map(([name, value]) => assign(step, variable(name), value));

  const evaluate = graph.scope('evaluate');
  const evaluation = addNetwork(evaluate, scores, {images, weight});
  const evaluationLoss = softmaxCrossEntropy(evaluate, evaluation.scores, classes);

  return {
    weights,
    slots,
    bytes,
    images,
    classes,
    stepsDone,
    optimiserFeeds: feeds,
    trained: inOne(step, [loss.mean, loss.correct], [...updates, ...kept]),
    evaluated: inOne(evaluate, [evaluationLoss.total, evaluationLoss.correct]),
    probabilities: evaluate.add('Softmax', {inputs: [evaluation.scores], attributes: {T: float32}}),
    restored: inOne(
      graph.scope('restore'),
      [graph.constant('float32', 0)],
      [...weights, ...slots].map(({assigned}) => assigned),
    ),
    nodes: graph.nodes(),
  };
};

/** Scalars as one vector, to be fetched when the ops `after` are done. */
const inOne = (graph: Graph, scalars: readonly Tensor[], after: readonly Tensor<DType>[] = []): Tensor => {
  const packed = graph.add('Pack', {
    inputs: scalars,
    attributes: {T: float32, N: int(scalars.length), axis: int(0)},
  });
  return graph.add('Identity', {name: 'done', inputs: [packed], attributes: {T: float32}, after});
};
