import type * as Tf from '@tensorflow/tfjs';
import type {TensorFlow} from '../backend.ts';
import {isConvolution, runLayers} from './run-layers.ts';

/** What a layer made of an image. */
export interface LayerActivations {
  readonly layer: string;
  /** One a channel, `[height, width]`; a dense layer's units are one row. */
  readonly channels: readonly Float32Array[];
  readonly height: number;
  readonly width: number;
}

/** What convolutions and hidden dense layers make of one image, `[height, width, channels]`, 0–1, in the model's order. */
export const activationsOf = (
  tf: TensorFlow,
  model: Tf.LayersModel,
  image: Float32Array,
): readonly LayerActivations[] => {
  const [, ...sides] = model.inputs[0]?.shape ?? [];
  const last = model.outputs[0]?.sourceLayer.name;
  const shown = model.layers.filter(
    (layer) => isConvolution(layer) || (layer.getClassName() === 'Dense' && layer.name !== last),
  );
  const found: LayerActivations[] = [];
  tf.tidy(() => {
    const x = tf.tensor(image, [1, ...sides.map((side) => side ?? 1)]);
    const {outputs} = runLayers(tf, model, x);
    for (const {name} of shown) {
      const output = outputs.get(name);
      if (output === undefined) throw new Error(`there is no layer ${name}`);
      found.push(channelsOf(name, new Float32Array(output.dataSync()), output.shape));
    }
  });
  return found;
};

const channelsOf = (layer: string, values: Float32Array, shape: readonly number[]): LayerActivations => {
  if (shape.length !== 4) return {layer, channels: [values], height: 1, width: values.length};
  const [, height = 1, width = 1, count = 1] = shape;
  const channels = Array.from({length: count}, (_, channel) =>
    Float32Array.from({length: height * width}, (__, pixel) => values[pixel * count + channel] ?? 0),
  );
  return {layer, channels, height, width};
};
