import type {Graph, Tensor} from './builder.ts';
import type {Feed} from './session.ts';

export interface Optimiser {
  /** One tensor a weight for each, of the weight's shape, all 0 at the start. */
  readonly slots: readonly string[];
  /** Adds what the updates of all weights share. */
  readonly prepare: (graph: Graph) => Prepared;
}

export interface Prepared {
  /** Adds the update of a weight. What it gives is to be waited for: it puts out nothing. */
  readonly update: (weight: TrainedWeight) => Tensor<'resource'>;
  /** What is fed at a step. `stepsDone` is 0 at the first. */
  readonly feeds: (stepsDone: number, learningRate: number) => readonly Feed[];
}

export interface TrainedWeight {
  readonly variable: Tensor<'resource'>;
  readonly slot: (name: string) => Tensor<'resource'>;
  /** Of the loss by the weight. */
  readonly gradient: Tensor;
}
