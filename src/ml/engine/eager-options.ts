import type * as Tf from '@tensorflow/tfjs';
import type {TensorFlow} from '../backend.ts';
import type {EagerOps} from './eager-ops.ts';

/** What a forward pass, op by op, is made with. */
export interface ForwardOptions {
  readonly tf: TensorFlow;
  readonly ops: EagerOps;
  /** By `<node>/<role>`, as in `conv2d_1/kernel`. */
  readonly weight: (name: string) => Tf.Tensor;
  /** Absent where the model is evaluated: nothing is dropped then, and normalised by moving statistics. */
  readonly training?: {
    /** What a dropout layer multiplies by, `[count]`. */
    readonly mask: (node: string, rate: number, count: number) => Float32Array;
    /** Told what a weight that no gradient trains becomes with this step. */
    readonly keep: (name: string, value: Tf.Tensor) => void;
  };
}
