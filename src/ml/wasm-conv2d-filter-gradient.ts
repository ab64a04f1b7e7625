import type * as Tf from '@tensorflow/tfjs';

/** Gives the wasm backend the kernel that it lacks and that training a convolution needs. */
export const registerConv2DFilterGradient = (tf: typeof Tf): void => {
  tf.registerKernel({
    kernelName: 'Conv2DBackpropFilter',
    backendName: 'wasm',
    kernelFunc: ({inputs, attrs}) => {
      const {x, dy} = inputs as unknown as {x: Tf.Tensor4D; dy: Tf.Tensor4D};
      return conv2DFilterGradient(tf, x, dy, attrs as unknown as Tf.Conv2DBackpropFilterAttrs);
    },
  });
};

/**
 * The gradient of a convolution of `x` `[batch, height, width, inChannels]` with respect to its filter, from the output's
 * gradient `dy` `[batch, outHeight, outWidth, outChannels]`; it has `filterShape`.
 *
 * For each place of the filter, the pixels that come under it form a matrix `[batch · outHeight · outWidth, inChannels]`;
 * its transpose times `dy` is the gradient there.
 */
const conv2DFilterGradient = (
  tf: typeof Tf,
  x: Tf.Tensor4D,
  dy: Tf.Tensor4D,
  {strides, pad, dimRoundingMode, filterShape}: Tf.Conv2DBackpropFilterAttrs,
): Tf.Tensor4D =>
  tf.tidy(() => {
    const {padInfo, strideHeight, strideWidth, batchSize, outHeight, outWidth, inChannels, outChannels} =
      tf.backend_util.computeConv2DInfo(x.shape, filterShape, strides, 1, pad, dimRoundingMode);
    const [filterHeight, filterWidth] = filterShape;
    const {top, bottom, left, right} = padInfo;
    const around: [number, number][] = [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ];
    const padded = tf.pad(x, around);
    const outputs = tf.reshape(dy, [-1, outChannels]);
    const places: Tf.Tensor[] = [];
    for (let row = 0; row < filterHeight; row++) {
      for (let column = 0; column < filterWidth; column++) {
        const pixels = tf.stridedSlice(
          padded,
          [0, row, column, 0],
          [
            batchSize,
            row + (outHeight - 1) * strideHeight + 1,
            column + (outWidth - 1) * strideWidth + 1,
            inChannels,
          ],
          [1, strideHeight, strideWidth, 1],
        );
        // Transposed here: the backend's own matMul of a transposed matrix is the slow one.
        places.push(tf.transpose(tf.reshape(pixels, [-1, inChannels])));
      }
    }
    // Few rows make a product slow, so with few channels the places share one.
    const products =
      inChannels < 8
        ? [tf.matMul(tf.concat(places), outputs)]
        : places.map((pixels) => tf.matMul(pixels as Tf.Tensor2D, outputs));
    return tf.reshape(tf.concat(products), filterShape);
  });
