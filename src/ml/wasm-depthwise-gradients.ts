import type * as Tf from '@tensorflow/tfjs';

/** Gives the wasm backend the two kernels that it lacks and that training a depthwise convolution needs. One filter a channel. */
export const registerDepthwiseGradients = (tf: typeof Tf): void => {
  const backendName = 'wasm';
  tf.registerKernel({
    kernelName: 'DepthwiseConv2dNativeBackpropInput',
    backendName,
    kernelFunc: ({inputs, attrs}) => {
      const {dy, filter} = inputs as unknown as {dy: Tf.Tensor4D; filter: Tf.Tensor4D};
      return inputGradient(tf, dy, filter, attrs as unknown as Tf.DepthwiseConv2dNativeBackpropInputAttrs);
    },
  });
  tf.registerKernel({
    kernelName: 'DepthwiseConv2dNativeBackpropFilter',
    backendName,
    kernelFunc: ({inputs, attrs}) => {
      const {x, dy} = inputs as unknown as {x: Tf.Tensor4D; dy: Tf.Tensor4D};
      return filterGradient(tf, x, dy, attrs as unknown as Tf.DepthwiseConv2dNativeBackpropFilterAttrs);
    },
  });
};

/** A depthwise convolution of the output's gradient, spread out by the stride, with the filters turned round. */
const inputGradient = (
  tf: typeof Tf,
  dy: Tf.Tensor4D,
  filter: Tf.Tensor4D,
  {strides, pad, dimRoundingMode, inputShape}: Tf.DepthwiseConv2dNativeBackpropInputAttrs,
): Tf.Tensor4D =>
  tf.tidy(() => {
    const {padInfo, strideHeight, strideWidth, inHeight, inWidth} = tf.backend_util.computeConv2DInfo(
      inputShape,
      filter.shape,
      strides,
      1,
      pad,
      dimRoundingMode,
      true,
    );
    const [filterHeight, filterWidth] = filter.shape;
    const spread = spreadOut(tf, dy, strideHeight, strideWidth);
    const above = filterHeight - 1 - padInfo.top;
    const before = filterWidth - 1 - padInfo.left;
    const padded = tf.pad(spread, [
      [0, 0],
      [above, inHeight + filterHeight - 1 - above - spread.shape[1]],
      [before, inWidth + filterWidth - 1 - before - spread.shape[2]],
      [0, 0],
    ]);
    return tf.depthwiseConv2d(padded, tf.reverse(filter, [0, 1]), 1, 'valid');
  });

/** With zeros between rows and between columns: `[batch, (height - 1) · stride + 1, …]`. */
const spreadOut = (tf: typeof Tf, x: Tf.Tensor4D, strideHeight: number, strideWidth: number): Tf.Tensor4D => {
  if (strideHeight === 1 && strideWidth === 1) return x;
  const [batch, height, width, channels] = x.shape;
  const followed = (tensor: Tf.Tensor, zeros: number): Tf.Tensor =>
    tf.pad(tensor, [
      [0, 0],
      [0, zeros],
      [0, 0],
    ]);
  const rows = followed(tf.reshape(x, [batch * height, 1, width * channels]), strideHeight - 1);
  const places = followed(
    tf.reshape(rows, [batch * height * strideHeight * width, 1, channels]),
    strideWidth - 1,
  );
  const all = tf.reshape(places, [batch, height * strideHeight, width * strideWidth, channels]);
  const [rowsKept, columnsKept] = [(height - 1) * strideHeight + 1, (width - 1) * strideWidth + 1];
  return tf.slice(all as Tf.Tensor4D, [0, 0, 0, 0], [batch, rowsKept, columnsKept, channels]);
};

/** For each place of the filter, the pixels that come under it times the output's gradient there, summed over all outputs. */
const filterGradient = (
  tf: typeof Tf,
  x: Tf.Tensor4D,
  dy: Tf.Tensor4D,
  {strides, pad, dimRoundingMode, filterShape}: Tf.DepthwiseConv2dNativeBackpropFilterAttrs,
): Tf.Tensor4D =>
  tf.tidy(() => {
    const {padInfo, strideHeight, strideWidth, batchSize, outHeight, outWidth, inChannels} =
      tf.backend_util.computeConv2DInfo(x.shape, filterShape, strides, 1, pad, dimRoundingMode, true);
    const {top, bottom, left, right} = padInfo;
    const padded = tf.pad(x, [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ]);
    const [filterHeight, filterWidth] = filterShape;
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
        places.push(tf.sum(tf.mul(pixels, dy), [0, 1, 2]));
      }
    }
    return tf.reshape(tf.concat(places), filterShape);
  });
