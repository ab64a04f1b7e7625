import type * as Tf from '@tensorflow/tfjs';
import {heapOf, type Heap} from './wasm-heap.ts';

/** Gives the wasm backend the kernel that it lacks and that training a convolution needs. */
export const registerConv2DFilterGradient = (tf: typeof Tf): void => {
  tf.registerKernel({
    kernelName: 'Conv2DBackpropFilter',
    backendName: 'wasm',
    kernelFunc: ({inputs, attrs, backend}) => {
      const {x, dy} = inputs as unknown as {x: Tf.Tensor4D; dy: Tf.Tensor4D};
      const {strides, pad, dimRoundingMode, filterShape} = attrs as unknown as Tf.Conv2DBackpropFilterAttrs;
      const window = tf.backend_util.computeConv2DInfo(
        x.shape,
        filterShape,
        strides,
        1,
        pad,
        dimRoundingMode,
      );
      return conv2DFilterGradient(tf, {x, dy, window, heap: heapOf(backend)});
    },
  });
};

interface Convolved {
  /** `[batch, height, width, inChannels]`. */
  readonly x: Tf.Tensor4D;
  /** The output's gradient, `[batch, outHeight, outWidth, outChannels]`. */
  readonly dy: Tf.Tensor4D;
  readonly window: Tf.backend_util.Conv2DInfo;
  readonly heap: Heap;
}

/** At most so many numbers of pixels are laid out at a time: 16 MB, whatever the batch and the image. */
const atOnce = 4 * 2 ** 20;

/**
 * The gradient of a convolution with respect to its filter, which has its shape.
 *
 * All that comes under each place of the filter is laid out once as a row of a matrix, `[places · inChannels, outputs]`; its
 * product with `dy`, `[outputs, outChannels]`, is the gradient. Batches that would make a large matrix are taken in parts,
 * whose gradients are added.
 */
const conv2DFilterGradient = (tf: typeof Tf, {x, dy, window, heap}: Convolved): Tf.Tensor =>
  tf.tidy(() => {
    const {batchSize, outHeight, outWidth, inChannels, outChannels, filterHeight, filterWidth} = window;
    const rows = filterHeight * filterWidth * inChannels;
    const outputsOfImage = outHeight * outWidth;
    const imagesAtOnce = Math.max(1, Math.floor(atOnce / (rows * outputsOfImage)));
    const outputs = tf.reshape(dy, [batchSize * outputsOfImage, outChannels]);
    let total: Tf.Tensor | undefined;
    for (let first = 0; first < batchSize; first += imagesAtOnce) {
      const images = Math.min(imagesAtOnce, batchSize - first);
      const columns = images * outputsOfImage;
      const laidOut = heap.allocate([rows, columns]);
      layOut(heap.view(laidOut), heap.view(x), {...window, first, images});
      const part = tf.matMul(
        tf.engine().makeTensorFromTensorInfo(laidOut),
        tf.slice(outputs, [first * outputsOfImage, 0], [columns, outChannels]),
      );
      total = total === undefined ? part : tf.add(total, part);
    }
    return tf.reshape(total ?? tf.zeros([rows, outChannels]), [
      filterHeight,
      filterWidth,
      inChannels,
      outChannels,
    ]);
  });

/** Writes the matrix of some images, image by image, so that what is read lies close together. Beyond the edge is 0. */
const layOut = (
  out: Float32Array,
  pixels: Float32Array,
  part: Tf.backend_util.Conv2DInfo & {readonly first: number; readonly images: number},
): void => {
  const {inHeight, inWidth, inChannels, outHeight, outWidth, filterHeight, filterWidth} = part;
  const {strideHeight, strideWidth, padInfo, first, images} = part;
  const columns = images * outHeight * outWidth;
  for (let image = 0; image < images; image++) {
    for (let down = 0; down < filterHeight; down++) {
      for (let across = 0; across < filterWidth; across++) {
        for (let channel = 0; channel < inChannels; channel++) {
          const row = (down * filterWidth + across) * inChannels + channel;
          let to = row * columns + image * outHeight * outWidth;
          for (let outY = 0; outY < outHeight; outY++) {
            const y = outY * strideHeight + down - padInfo.top;
            const line = ((first + image) * inHeight + y) * inWidth;
            const inside = y >= 0 && y < inHeight;
            let place = across - padInfo.left;
            for (let outX = 0; outX < outWidth; outX++, place += strideWidth) {
              out[to++] =
                inside && place >= 0 && place < inWidth
                  ? (pixels[(line + place) * inChannels + channel] as number)
                  : 0;
            }
          }
        }
      }
    }
  }
};
