import type {DType, Tensor} from './builder.ts';

/** What a placeholder is given for one run of the graph. */
export interface Feed {
  readonly tensor: Tensor<DType>;
  readonly shape: readonly number[];
  /** TensorFlow reads this memory during the run and keeps no hold of it. An int64 is two int32, the lower half first. */
  readonly values: Float32Array | Int32Array | Uint8Array;
}

/** A float32 scalar to be fed. */
export const scalar = (tensor: Tensor, value: number): Feed => ({
  tensor,
  shape: [],
  values: Float32Array.of(value),
});
