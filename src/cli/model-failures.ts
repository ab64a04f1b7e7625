import type {Failure} from '../runner/failure.ts';
import {imagesTooSmall} from '../stages/train/failures.ts';

/** The texts of what `epochal model` refuses. */

export const modelUnknown = (
  name: string,
  suggestion: string | undefined,
  known: readonly string[],
): Failure => ({
  code: 'model-unknown',
  blame: 'user',
  what: `There is no model ${name}.`,
  todo: `${suggestion === undefined ? '' : `Did you mean ${suggestion}? `}There are: ${known.join(', ')}.`,
  facts: {model: name, known},
});

/** `origin` is what was typed. */
export const notOfTheModel = (origin: string): Failure => ({
  code: 'model-param',
  blame: 'user',
  what: `${origin}: only params of the train stage change a model, and which model is meant is said by its name.`,
  todo: 'Write, for example, -s train.dropout=0.5.',
  facts: {origin},
});

export const modelImagesTooSmall = (facts: Parameters<typeof imagesTooSmall>[0]): Failure => ({
  ...imagesTooSmall(facts),
  todo: 'Name larger images with --image, or give the model fewer layers that shrink them.',
});
