import type {Node} from '../../models/declaration.ts';
import type {Part} from './part.ts';

/** A part at its place among others: the model as the engine computes it. */
export type Step = InputStep | PartStep;

export interface InputStep {
  readonly part: 'input';
  readonly node: Node;
}

export interface PartStep {
  readonly part: Part;
  /** The layer that the part is of. */
  readonly node: Node;
  readonly inputs: readonly [Step, ...Step[]];
}
