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

/** Every step that `last` rests on and itself, each once, inputs before what uses them. */
export const stepsOf = (last: Step): readonly Step[] => {
  const found = new Set<Step>();
  const visit = (step: Step): void => {
    if (found.has(step)) return;
    if (step.part !== 'input') step.inputs.forEach(visit);
    found.add(step);
  };
  visit(last);
  return [...found];
};
