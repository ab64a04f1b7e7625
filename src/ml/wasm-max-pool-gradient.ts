import type * as Tf from '@tensorflow/tfjs';
import {heapOf, replaceKernel} from './wasm-heap.ts';

/**
 * Puts a quicker kernel in the place of the wasm backend's own for windows that do not overlap and fill no padding, those of
 * every model here: each element of the input is then in one window at most. The gradient goes to the largest, to the first in
 * reading order where there are several, as in TensorFlow.
 */
export const registerMaxPoolGradient = (tf: typeof Tf): void =>
  replaceKernel(tf, 'MaxPoolGrad', (own) => (call) => {
    const {dy, input} = call.inputs as unknown as {dy: Tf.TensorInfo; input: Tf.TensorInfo};
    const {filterSize, strides, pad, dimRoundingMode} = call.attrs as unknown as Tf.MaxPoolGradAttrs;
    const {padInfo, filterHeight, filterWidth, strideHeight, strideWidth, ...sizes} =
      tf.backend_util.computePool2DInfo(
        input.shape as [number, number, number, number],
        filterSize,
        strides,
        1,
        pad,
        dimRoundingMode,
      );
    const {batchSize, inHeight, inWidth, inChannels: channels, outHeight, outWidth} = sizes;
    const {top, bottom, left, right} = padInfo;
    if (filterHeight > strideHeight || filterWidth > strideWidth || top + bottom + left + right > 0)
      return own(call);

    const heap = heapOf(call.backend);
    const result = heap.allocate(input.shape);
    const [gradients, pixels, out] = [heap.view(dy), heap.view(input), heap.view(result)];
    out.fill(0);
    let from = 0;
    for (let image = 0; image < batchSize; image++) {
      for (let row = 0; row < outHeight; row++) {
        for (let column = 0; column < outWidth; column++) {
          const corner =
            ((image * inHeight + row * strideHeight) * inWidth + column * strideWidth) * channels;
          for (let channel = 0; channel < channels; channel++) {
            let best = corner + channel;
            let largest = pixels[best] as number;
            for (let down = 0; down < filterHeight; down++) {
              for (let across = 0; across < filterWidth; across++) {
                const place = corner + (down * inWidth + across) * channels + channel;
                const value = pixels[place] as number;
                if (value > largest) {
                  largest = value;
                  best = place;
                }
              }
            }
            out[best] = gradients[from++] as number;
          }
        }
      }
    }
    return result;
  });
