import type * as Tf from '@tensorflow/tfjs';
import type {TensorFlow} from '../backend.ts';
import {oneHot} from '../one-hot.ts';
import {lastConvolution, runLayers} from './run-layers.ts';

/** Where in each image a model saw what speaks for a class. */
export interface HeatMaps {
  readonly method: 'grad-cam' | 'saliency';
  /** The layer whose output was looked at: Grad-CAM only. */
  readonly layer?: string;
  /** One an image, `[height, width]`, 0–1, the strongest spot of each 1; all 0 where nothing speaks for the class. */
  readonly maps: readonly Float32Array[];
}

export interface HeatMapOptions {
  readonly tf: TensorFlow;
  readonly model: Tf.LayersModel;
  /** `[count, height, width, channels]`, 0–1. */
  readonly images: Float32Array;
  /** The class to explain, one an image. */
  readonly classes: readonly number[];
}

/**
 * Grad-CAM (Selvaraju et al., 2017, "Grad-CAM: visual explanations from deep networks via gradient-based localization") at the last
 * convolution; for a model without one, saliency (Simonyan, Vedaldi and Zisserman, 2014, "Deep inside convolutional networks").
 */
export const heatMaps = (options: HeatMapOptions): HeatMaps => {
  const layer = lastConvolution(options.model);
  return layer === undefined
    ? {method: 'saliency', maps: saliency(options)}
    : {method: 'grad-cam', layer, maps: gradCam(options, layer)};
};

/** How much the class' score changes with each pixel, either way: the largest over the channels. */
const saliency = ({tf, model, images, classes}: HeatMapOptions): readonly Float32Array[] =>
  asMaps(
    tf.tidy(() => {
      const x = imageTensor(tf, model, images, classes.length);
      const gradient = tf.grad((input: Tf.Tensor) =>
        scoreOf(tf, runLayers(tf, model, input).scores, classes),
      )(x);
      return tf.max(tf.abs(gradient), -1);
    }),
  );

/**
 * relu(Σₖ αₖ Aₖ) over the layer's channels A, with αₖ the mean of the class score's gradient by Aₖ, drawn out to the image's size. Gradients
 * are those by a change of A, 0 where they are taken.
 */
const gradCam = ({tf, model, images, classes}: HeatMapOptions, layer: string): readonly Float32Array[] =>
  asMaps(
    tf.tidy(() => {
      const x = imageTensor(tf, model, images, classes.length);
      const output = runLayers(tf, model, x).outputs.get(layer);
      if (output === undefined) throw new Error(`there is no layer ${layer}`);
      const gradient = tf.grad((change: Tf.Tensor) =>
        scoreOf(
          tf,
          runLayers(tf, model, x, (name, value) => (name === layer ? tf.add(value, change) : value)).scores,
          classes,
        ),
      )(tf.zerosLike(output));
      const shares = tf.mean(gradient, [1, 2], true);
      const map = tf.relu<Tf.Tensor4D>(tf.sum(tf.mul(output, shares), -1, true));
      const [, height = 1, width = 1] = x.shape;
      return tf.squeeze(tf.image.resizeBilinear(map, [height, width], false, true), [-1]);
    }),
  );

const imageTensor = (
  tf: TensorFlow,
  model: Tf.LayersModel,
  images: Float32Array,
  count: number,
): Tf.Tensor => {
  const [, ...sides] = model.inputs[0]?.shape ?? [];
  return tf.tensor(images, [count, ...sides.map((side) => side ?? 1)]);
};

/** The sum of each image's score for its class: images do not touch one another, so each gradient is its own. */
const scoreOf = (tf: TensorFlow, scores: Tf.Tensor, classes: readonly number[]): Tf.Scalar =>
  tf.sum(tf.mul(scores, oneHot(tf, classes, scores.shape[1] ?? 0)));

/** Each map divided by its largest value. */
const asMaps = (tensor: Tf.Tensor): readonly Float32Array[] => {
  const [count = 0, height = 0, width = 0] = tensor.shape;
  const values = new Float32Array(tensor.dataSync());
  tensor.dispose();
  return Array.from({length: count}, (_, image) => {
    const map = values.slice(image * height * width, (image + 1) * height * width);
    const largest = map.reduce((most, value) => Math.max(most, value), 0);
    return largest === 0 ? map : map.map((value) => value / largest);
  });
};
