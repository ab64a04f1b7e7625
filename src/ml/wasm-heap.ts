import type * as Tf from '@tensorflow/tfjs';

/** The part of tfjs' wasm backend that kernels of ours work with: tensors as views of its memory, without a copy. */
interface WasmBackend {
  readonly makeOutput: (shape: readonly number[], dtype: Tf.DataType) => Tf.TensorInfo;
  readonly typedArrayFromHeap: (tensor: Tf.TensorInfo) => Float32Array;
}

export interface Heap {
  /** A tensor of floats whose values are not set yet. */
  readonly allocate: (shape: readonly number[]) => Tf.TensorInfo;
  /** Its values, there to read and write. Holds until something is allocated: memory that grows moves. */
  readonly view: (tensor: Tf.TensorInfo) => Float32Array;
}

/** From what a kernel is called with as `backend`. */
export const heapOf = (backend: unknown): Heap => {
  const wasm = backend as WasmBackend;
  return {
    allocate: (shape) => wasm.makeOutput(shape, 'float32'),
    view: (tensor) => wasm.typedArrayFromHeap(tensor),
  };
};

/** Puts a kernel in the place of the wasm backend's own, which it is given for what it leaves to it. */
export const replaceKernel = (
  tf: typeof Tf,
  kernelName: string,
  kernel: (own: Tf.KernelFunc) => Tf.KernelFunc,
): void => {
  const backendName = 'wasm';
  const own = tf.getKernel(kernelName, backendName);
  tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel({...own, kernelFunc: kernel(own.kernelFunc)});
};
