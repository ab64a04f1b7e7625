import type * as Tf from '@tensorflow/tfjs';

/** The weights by which the first layer looks at the image. */
export interface FirstFilters {
  readonly layer: string;
  /** One a filter, `[height, width]`: of a convolution its kernel, of a dense layer on the image as many weights as pixels. */
  readonly filters: readonly Float32Array[];
  readonly height: number;
  readonly width: number;
}

/** Over several channels of an image the mean is taken. */
export const firstFilters = (model: Tf.LayersModel): FirstFilters | undefined => {
  const layer = model.layers.find((each) => each.getWeights().length > 0);
  const [kernel] = layer?.getWeights() ?? [];
  if (layer === undefined || kernel === undefined) return undefined;
  const [, imageHeight = 1, imageWidth = 1, imageChannels = 1] = (model.inputs[0]?.shape ?? []).map(
    (side) => side ?? 1,
  );
  // A convolution's kernel is [height, width, channels, filters]; a dense one's [height · width · channels, units].
  const [height = 1, width = 1, channels = 1] =
    kernel.rank === 4 ? kernel.shape : [imageHeight, imageWidth, imageChannels];
  const count = kernel.shape.at(-1) ?? 0;
  if (height * width * channels * count !== kernel.size) return undefined;
  const values = new Float32Array(kernel.dataSync());
  const filters = Array.from({length: count}, (_, filter) =>
    Float32Array.from({length: height * width}, (__, pixel) => {
      let sum = 0;
      for (let channel = 0; channel < channels; channel++) {
        sum += values[(pixel * channels + channel) * count + filter] ?? 0;
      }
      return sum / channels;
    }),
  );
  return {layer: layer.name, filters, height, width};
};
