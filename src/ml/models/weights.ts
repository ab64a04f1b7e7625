import type {Weight} from '../engine/trainer.ts';
import {stream} from '../random.ts';
import type {KernelOptions, Node, Shape} from './declaration.ts';
import {initialiserOf, type Fans, type Initialiser} from './initialisers.ts';
import {nodesOf} from './nodes.ts';

export interface WeightShape {
  /** `<node>/kernel`, `<node>/bias` …, by role. */
  readonly name: string;
  readonly shape: Shape;
  /** Not found by its gradient but kept up to date by the layer itself, as a batch normalisation's moving statistics are. */
  readonly statistic: boolean;
  /** λ of the penalty λ · Σ w², of which the gradient has 2λw more. */
  readonly l2: number;
  readonly begin: Begin;
}

type Begin = {readonly how: 'constant'; readonly value: number} | {readonly how: Initialiser};

const zero: Begin = {how: 'constant', value: 0};
const one: Begin = {how: 'constant', value: 1};

/** The weights of one node, in the order and shapes in which Keras and tfjs have them. */
export const weightShapes = ({name, layer, inputs, shape}: Node): readonly WeightShape[] => {
  const channels = inputs[0]?.shape.at(-1) ?? 0;
  const trained = (role: string, of: Shape, begin: Begin): WeightShape => ({
    name: `${name}/${role}`,
    shape: of,
    statistic: false,
    l2: 0,
    begin,
  });
  const kernelAndBias = (
    kernel: Shape,
    {initialiser, bias, l2 = 0}: KernelOptions,
  ): readonly WeightShape[] => [
    {...trained('kernel', kernel, {how: initialiser ?? 'glorot_uniform'}), l2},
    ...(bias === false ? [] : [trained('bias', [shape.at(-1) ?? 0], zero)]),
  ];
  switch (layer.type) {
    case 'conv2d':
      return kernelAndBias([layer.kernel, layer.kernel, channels, layer.filters], layer);
    case 'depthwise-conv2d':
      return kernelAndBias([layer.kernel, layer.kernel, channels, 1], layer);
    case 'dense':
      return kernelAndBias([channels, layer.units], layer);
    case 'batch-norm':
      return [
        trained('gamma', [channels], one),
        trained('beta', [channels], zero),
        {...trained('moving_mean', [channels], zero), statistic: true},
        {...trained('moving_variance', [channels], one), statistic: true},
      ];
    case 'input':
    case 'max-pool':
    case 'average-pool':
    case 'global-average-pool':
    case 'activation':
    case 'add':
    case 'concatenate':
    case 'flatten':
    case 'dropout':
      return [];
    default:
      return layer satisfies never;
  }
};

/** The weights a model begins with. What is random comes from a stream of its own for each weight, `weights/<node>/kernel`. */
export const initialWeights = (model: Node, seed: number): readonly Weight[] =>
  nodesOf(model)
    .flatMap(weightShapes)
    .map(({name, shape, begin}) => {
      const values = new Float32Array(sizeOf(shape));
      if (begin.how === 'constant') return {name, shape, values: values.fill(begin.value)};
      const next = initialiserOf(begin.how, fansOf(shape), stream(seed, `weights/${name}`));
      for (let index = 0; index < values.length; index++) values[index] = next();
      return {name, shape, values};
    });

/** Names of the weights that are not trained by gradient. */
export const statisticsOf = (model: Node): ReadonlySet<string> =>
  new Set(
    nodesOf(model)
      .flatMap(weightShapes)
      .flatMap(({name, statistic}) => (statistic ? [name] : [])),
  );

/** How many weights one node has. */
export const parametersOf = (node: Node): number =>
  weightShapes(node).reduce((sum, {shape}) => sum + sizeOf(shape), 0);

/** How many weights a model has. */
export const countParameters = (model: Node): number =>
  nodesOf(model).reduce((sum, node) => sum + parametersOf(node), 0);

/** How many of them are no gradient's business. */
export const countStatistics = (model: Node): number =>
  nodesOf(model)
    .flatMap(weightShapes)
    .reduce((sum, {statistic, shape}) => sum + (statistic ? sizeOf(shape) : 0), 0);

/** Of a kernel `[…window, inputs, outputs]`. */
const fansOf = (shape: Shape): Fans => {
  const [inputs = 1, outputs = 1] = shape.slice(-2);
  const window = sizeOf(shape.slice(0, -2));
  return {inputs: window * inputs, outputs: window * outputs};
};

const sizeOf = (shape: Shape): number => shape.reduce((product, length) => product * length, 1);
