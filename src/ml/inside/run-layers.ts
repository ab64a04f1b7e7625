import type * as Tf from '@tensorflow/tfjs';
import type {TensorFlow} from '../backend.ts';

export interface LayerOutputs {
  /** Layer → what it put out, `[batch, …]`. */
  readonly outputs: ReadonlyMap<string, Tf.Tensor>;
  /** `[batch, classes]`: what the last layer's softmax is taken of. */
  readonly scores: Tf.Tensor;
}

/**
 * Runs a trained model layer by layer, as it is when it predicts, so that what layers put out can be looked at. `change` may put another
 * tensor in the place of a layer's output. To be called within `tidy`.
 */
export const runLayers = (
  tf: TensorFlow,
  model: Tf.LayersModel,
  images: Tf.Tensor,
  change: (layer: string, output: Tf.Tensor) => Tf.Tensor = (_, output) => output,
): LayerOutputs => {
  const outputs = new Map<string, Tf.Tensor>();
  const last = model.outputs[0]?.sourceLayer.name;
  let scores: Tf.Tensor | undefined;
  for (const layer of model.layers) {
    const inputs = layer.inboundNodes.flatMap((node) =>
      node.inboundLayers.map(({name}) => known(outputs.get(name), name)),
    );
    if (layer.name === last) scores = scoresOf(tf, layer, known(inputs[0], layer.name));
    const output =
      inputs.length === 0 ? images : layer.apply(inputs.length === 1 ? known(inputs[0], '') : inputs);
    if (!(output instanceof tf.Tensor)) throw new Error(`${layer.name} gave no single tensor`);
    outputs.set(layer.name, change(layer.name, output));
  }
  return {outputs, scores: known(scores, 'the last layer')};
};

/** Every model ends in a dense layer with a softmax: here without it. */
const scoresOf = (tf: TensorFlow, layer: Tf.layers.Layer, input: Tf.Tensor): Tf.Tensor => {
  const [kernel, bias] = layer.getWeights();
  if (layer.getClassName() !== 'Dense' || kernel === undefined || bias === undefined) {
    throw new Error(`${layer.name} is no dense layer`);
  }
  return tf.add(tf.matMul(input, kernel), bias);
};

const known = <T>(value: T | undefined, name: string): T => {
  if (value === undefined) throw new Error(`${name} was used before it was computed`);
  return value;
};

/** The last convolution that still has a picture to look at, more than one pixel; undefined where there is none. */
export const lastConvolution = (model: Tf.LayersModel): string | undefined =>
  model.layers.findLast((layer) => isConvolution(layer) && pixelsOf(layer) > 1)?.name;

export const isConvolution = (layer: Tf.layers.Layer): boolean => layer.getClassName().endsWith('Conv2D');

const pixelsOf = ({outputShape}: Tf.layers.Layer): number => {
  const [, height, width] = outputShape.flat();
  return (height ?? 0) * (width ?? 0);
};
