import type {Node} from '../../models/declaration.ts';
import type {Graph, Tensor} from './builder.ts';

/**
 * What layers are made of: one function of tensors, with its gradient. A layer is a chain of parts (a convolution layer:
 * convolution, bias, ReLU), so that their order can be changed where that is faster and the same (`pool-first.ts`).
 */
export interface Part {
  readonly name: string;
  /**
   * `monotone`: never decreasing, element by element, and the same function all over a channel. `maximum`: puts out some
   * of its input's elements, each the largest of a window of its channel. The two can change places.
   */
  readonly order: 'monotone' | 'maximum' | 'other';
  readonly forward: (place: Place, inputs: readonly [Tensor, ...Tensor[]]) => Forward;
}

/** Where in the model a part stands. */
export interface Place {
  readonly graph: Graph;
  readonly node: Node;
  /** The current value of the node's own weight, as in `weight('kernel')`. */
  readonly weight: (role: string) => Tensor;
  /** Absent where the model is evaluated: no dropout then, and normalisation by moving statistics. */
  readonly training?: {
    readonly seed: number;
    /** How many optimiser steps were done before this one, a scalar. */
    readonly stepsDone: Tensor<'int64'>;
  };
}

export interface Forward {
  readonly output: Tensor;
  /** By role, what weights that no gradient trains become with this step, as in `{moving_mean}`. Only in training. */
  readonly statistics?: Readonly<Record<string, Tensor>>;
  /** Adds the ops that turn the loss' gradient by `output` into those by inputs and weights. What nobody fetches is never run. */
  readonly backward: (gradient: Tensor) => {
    /** One for each input. */
    readonly inputs: readonly Tensor[];
    /** By role, as in `{kernel}`. */
    readonly weights?: Readonly<Record<string, Tensor>>;
  };
}
