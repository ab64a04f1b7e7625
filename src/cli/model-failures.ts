import type {Failure} from '../runner/failure.ts';

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

export const modelImagesTooSmall = (facts: {
  readonly model: string;
  readonly layer: string;
  readonly height: number;
  readonly width: number;
}): Failure => ({
  code: 'images-too-small',
  blame: 'user',
  what: `Images of ${facts.height}×${facts.width} pixels are too small for the model ${facts.model}: nothing is left of them at its layer ${facts.layer}.`,
  todo: 'Name larger images with --image, or give the model fewer layers that shrink them.',
  facts,
});
