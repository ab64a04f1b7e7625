import type * as Tf from '@tensorflow/tfjs';

/**
 * Puts a quicker kernel in the place of the wasm backend's own, which takes most of the time of training a CNN: the gradient
 * of a convolution with respect to its input is itself a convolution, and for those the backend has good code.
 */
export const registerConv2DInputGradient = (tf: typeof Tf): void => {
  const kernelName = 'Conv2DBackpropInput';
  const backendName = 'wasm';
  const own = tf.getKernel(kernelName, backendName);
  tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel({
    ...own,
    kernelFunc: (call) => {
      const {dy, filter} = call.inputs as unknown as {dy: Tf.Tensor4D; filter: Tf.Tensor4D};
      const {strides, pad, dimRoundingMode, inputShape} =
        call.attrs as unknown as Tf.Conv2DBackpropInputAttrs;
      const {padInfo, strideHeight, strideWidth, inHeight, inWidth, outHeight, outWidth} =
        tf.backend_util.computeConv2DInfo(inputShape, filter.shape, strides, 1, pad, dimRoundingMode);
      // With a stride, zeros would have to go between the outputs; with few channels there is nothing to win.
      if (strideHeight !== 1 || strideWidth !== 1 || inputShape[3] < 8) return own.kernelFunc(call);
      return tf.tidy(() => {
        const [filterHeight, filterWidth] = filter.shape;
        const above = filterHeight - 1 - padInfo.top;
        const before = filterWidth - 1 - padInfo.left;
        const around: [number, number][] = [
          [0, 0],
          [above, inHeight - outHeight + filterHeight - 1 - above],
          [before, inWidth - outWidth + filterWidth - 1 - before],
          [0, 0],
        ];
        const turned = tf.transpose(tf.reverse(filter, [0, 1]), [0, 1, 3, 2]);
        return tf.conv2d(tf.pad(dy, around), turned, 1, 'valid');
      });
    },
  });
};
