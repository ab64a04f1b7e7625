import type * as Tf from '@tensorflow/tfjs';
import type {Backend} from '../backend.ts';
import type {OpAttribute} from '../tensorflow-binding.ts';

/** Ops whose gradient in tfjs is composed of several passes over the data, where TensorFlow has one kernel for it. */
export interface EagerOps {
  readonly relu: (x: Tf.Tensor) => Tf.Tensor;
  /** `x` is `[…, channels]`, `bias` is `[channels]`. */
  readonly addBias: (x: Tf.Tensor, bias: Tf.Tensor) => Tf.Tensor;
}

export const eagerOps = (backend: Backend): EagerOps => {
  switch (backend.engine) {
    case 'tensorflow':
      return nativeOps(backend);
    case 'wasm':
      return {relu: (x) => backend.tf.relu(x), addBias: (x, bias) => backend.tf.add(x, bias)};
  }
};

/** The part of tfjs-node's backend that is used here. */
interface NativeBackend {
  readonly executeSingleOutput: (
    op: string,
    attributes: readonly OpAttribute[],
    inputs: readonly Tf.Tensor[],
  ) => Tf.Tensor;
}

const nativeOps = ({tf, binding}: Extract<Backend, {engine: 'tensorflow'}>): EagerOps => {
  const float: OpAttribute = {name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT};
  const run = (op: string, inputs: readonly Tf.Tensor[]): Tf.Tensor =>
    (tf.backend() as unknown as NativeBackend).executeSingleOutput(op, [float], inputs);

  // tfjs' typings know neither the number of arguments nor `save`.
  type Custom = (...args: (Tf.Tensor | Tf.GradSaveFunc)[]) => {
    value: Tf.Tensor;
    gradFunc: (dy: Tf.Tensor, saved: Tf.Tensor[]) => Tf.Tensor | Tf.Tensor[];
  };
  const relu = tf.customGrad(((x: Tf.Tensor, save: Tf.GradSaveFunc) => {
    const y = tf.relu(x);
    save([y]);
    return {value: y, gradFunc: (dy, saved) => run('ReluGrad', [dy, ...saved])};
  }) as Custom);
  const addBias = tf.customGrad(((x: Tf.Tensor, bias: Tf.Tensor) => ({
    value: run('BiasAdd', [x, bias]),
    gradFunc: (dy) => [dy, run('BiasAddGrad', [dy])],
  })) as Custom);
  return {relu, addBias};
};
