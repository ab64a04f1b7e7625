import type {Graph, Tensor} from './graph/builder.ts';
import type {Feed} from './graph/feed.ts';

/** How a step moves the weights, once for each engine: both are the same function but for rounding. */
export interface Optimiser {
  /** Numbers that are kept from step to step: one tensor a weight for each, of the weight's shape, all 0 at the start. */
  readonly slots: readonly string[];
  readonly graph: GraphOptimiser;
  readonly eager: EagerOptimiser;
}

export interface GraphOptimiser {
  /** Adds what the updates of all weights share. */
  readonly prepare: (graph: Graph) => Prepared;
}

export interface Prepared {
  /** Adds the update of a weight. What it gives is to be waited for: it puts out nothing. */
  readonly update: (weight: GraphWeight) => Tensor<'resource'>;
  /** What is fed at a step. `stepsDone` is 0 at the first. */
  readonly feeds: (stepsDone: number, learningRate: number) => readonly Feed[];
}

export interface GraphWeight {
  readonly variable: Tensor<'resource'>;
  /** As it was when the step began. */
  readonly value: Tensor;
  readonly slot: (name: string) => Tensor<'resource'>;
  /** Of the loss by the weight. */
  readonly gradient: Tensor;
}

/**
 * In JavaScript, so that it is the same on every engine and keeps no tensors there. What is kept is float32, and what is computed on
 * the way is not.
 */
export interface EagerOptimiser {
  /** What a step does to a weight, in place. `stepsDone` is 0 at the first. */
  readonly step: (stepsDone: number, learningRate: number) => (weight: EagerWeight) => void;
}

/** All of one length. */
export interface EagerWeight {
  readonly values: Float32Array;
  readonly slot: (name: string) => Float32Array;
  /** Of the loss by the weight. */
  readonly gradient: Float32Array;
}
