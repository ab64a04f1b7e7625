import type {Node} from '../../../../../src/ml/models/declaration.ts';
import {nodesOf} from '../../../../../src/ml/models/nodes.ts';
import {weightShapes} from '../../../../../src/ml/models/weights.ts';
import {
  activate,
  biased,
  convolution,
  depthwiseConvolution,
  elementAt,
  mean,
  multiply,
  normalise,
  pool,
} from './float64-layers.ts';

/**
 * What a declared model computes, written down loop by loop in float64, to hold the graph engine against: nothing here
 * is fast, reordered or shared with the engine.
 */
export interface Example {
  /** `[batch, …]`, flat. */
  readonly images: ArrayLike<number>;
  readonly classes: ArrayLike<number>;
  readonly weights: ReadonlyMap<string, ArrayLike<number>>;
  /** What dropout multiplies with, by node: none where it does nothing. Given in training; without, the model is evaluated. */
  readonly masks?: ReadonlyMap<string, ArrayLike<number>>;
}

/** Mean cross-entropy over the batch. */
export const meanLoss = (model: Node, example: Example): number => {
  const batch = example.classes.length;
  const classes = model.shape[0] ?? 0;
  const probabilities = outputOf(model, example);
  let total = 0;
  for (let n = 0; n < batch; n++) {
    total -= Math.log(elementAt(probabilities, n * classes + elementAt(example.classes, n)));
  }
  return total / batch;
};

/** What training makes small: the mean loss, and the penalties of the weights that have one. */
const objective = (model: Node, example: Example): number => {
  let penalty = 0;
  for (const {name, l2} of nodesOf(model).flatMap(weightShapes)) {
    for (const value of Float64Array.from(example.weights.get(name) ?? [])) penalty += l2 * value ** 2;
  }
  return meanLoss(model, example) + penalty;
};

/** By central differences: exact to about 1e-9 where the loss is smooth. */
export const finiteDifferences = (model: Node, example: Example, weight: string): Float64Array => {
  const values = Float64Array.from(example.weights.get(weight) ?? []);
  const at = (index: number, value: number) =>
    objective(model, {...example, weights: new Map(example.weights).set(weight, values.with(index, value))});
  const step = 1e-5;
  return values.map((value, index) => (at(index, value + step) - at(index, value - step)) / (2 * step));
};

const outputOf = (model: Node, example: Example): ArrayLike<number> => {
  const outputs = new Map<Node, ArrayLike<number>>();
  for (const node of nodesOf(model)) {
    const inputs = node.inputs.map((input) => outputs.get(input) ?? []);
    outputs.set(node, node.inputs.length === 0 ? example.images : layerOf(node, inputs, example));
  }
  return outputs.get(model) ?? [];
};

const layerOf = (
  node: Node,
  inputs: readonly ArrayLike<number>[],
  {classes, weights, masks}: Example,
): ArrayLike<number> => {
  const batch = classes.length;
  const [x = []] = inputs;
  const before = node.inputs[0] ?? node;
  const weight = (role: string) => weights.get(`${node.name}/${role}`) ?? [];
  const channels = node.shape.at(-1) ?? 0;
  const {layer} = node;
  switch (layer.type) {
    case 'conv2d':
    case 'depthwise-conv2d': {
      const convolve = layer.type === 'conv2d' ? convolution : depthwiseConvolution;
      const sums = convolve(node, before, layer, x, weight('kernel'));
      return activate(layer.activation, biased(sums, weight('bias')), channels);
    }
    case 'dense':
      return activate(
        layer.activation,
        biased(multiply(batch, x, weight('kernel'), channels), weight('bias')),
        channels,
      );
    case 'max-pool':
      return pool(node, before, layer, x, batch, (window) => Math.max(...window));
    case 'average-pool':
      return pool(node, before, layer, x, batch, mean);
    case 'global-average-pool': {
      const [height = 0, width = 0] = before.shape;
      return new Float64Array(batch * channels).map((_, index) => {
        const [n, channel] = [Math.floor(index / channels), index % channels];
        const places = Array.from({length: height * width}, (_place, place) => n * height * width + place);
        return mean(places.map((place) => elementAt(x, place * channels + channel)));
      });
    }
    case 'batch-norm':
      // Only training has masks.
      return normalise(x, channels, layer.epsilon, {
        gamma: weight('gamma'),
        beta: weight('beta'),
        ...(masks === undefined && {mean: weight('moving_mean'), variance: weight('moving_variance')}),
      });
    case 'activation':
      return activate(layer.activation, Float64Array.from(x), channels);
    case 'add':
      return Float64Array.from(x, (_, index) =>
        inputs.reduce((sum, each) => sum + elementAt(each, index), 0),
      );
    case 'concatenate': {
      const widths = node.inputs.map(({shape}) => shape.at(-1) ?? 0);
      const places = x.length / (widths[0] ?? 1);
      return Float64Array.from(
        Array.from({length: places}, (_, place) =>
          inputs.flatMap((each, which) => {
            const width = widths[which] ?? 0;
            return Array.from({length: width}, (_channel, channel) =>
              elementAt(each, place * width + channel),
            );
          }),
        ).flat(),
      );
    }
    case 'dropout': {
      const mask = masks?.get(node.name);
      return mask === undefined ? x : Float64Array.from(x, (value, index) => value * elementAt(mask, index));
    }
    case 'flatten':
    case 'input':
      return x;
    default:
      return layer satisfies never;
  }
};
