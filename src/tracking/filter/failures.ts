import type {Failure} from '../../runner/failure.ts';

/** All texts about a filter that cannot be understood. `at` counts characters from 0. */

export const filterFault = (text: string, at: number, why: string): Failure => ({
  code: 'filter-syntax',
  blame: 'user',
  what: `The filter cannot be read at character ${at + 1}, ${why}: ${marked(text, at)}`,
  todo: 'Write it like `train.epochs>=20 and model=cnn`, `!cnn`, or `status=failed or age<2h`.',
  facts: {text, character: at + 1},
});

export const filterUnknownName = (facts: {
  readonly text: string;
  readonly at: number;
  readonly name: string;
  readonly suggestion: string | undefined;
}): Failure => ({
  code: 'filter-name',
  blame: 'user',
  what: `No run has a param, a metric or a field named ${facts.name}.`,
  todo:
    facts.suggestion === undefined
      ? '`epochal compare runs --json` shows what runs have.'
      : `Did you mean ${facts.suggestion}?`,
  facts,
});

export const filterNotNumber = (facts: {
  readonly text: string;
  readonly name: string;
  readonly value: string;
}): Failure => ({
  code: 'filter-number',
  blame: 'user',
  what: `${facts.name} is a number, and cannot be more or less than ${facts.value}.`,
  todo: 'Write a number, such as 0.95, 95%, or 2h for times; with `--baseline RUN` also `base - 0.5pp`.',
  facts,
});

/** `diverged`: it has one that is no number. */
export const baselineWithoutNumber = (facts: {
  readonly name: string;
  readonly run: string;
  readonly diverged: boolean;
}): Failure => ({
  code: 'baseline-number',
  blame: 'user',
  what: `The baseline, run ${facts.run}, ${facts.diverged ? `has NaN for ${facts.name}` : `has no ${facts.name}`}: nothing can be held against it.`,
  todo: 'Name a baseline whose run came to it.',
  facts,
});

/** The text with a mark before the character at fault. */
const marked = (text: string, at: number): string => `${text.slice(0, at)}⟨here⟩${text.slice(at)}`;
