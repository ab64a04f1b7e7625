import type {Failure} from '../runner/failure.ts';

/** `reasons`: of each run that was asked for, led by its experiment. */
export const cannotAccept = (stage: string, reasons: readonly string[]): Failure => ({
  code: 'cannot-accept',
  blame: 'user',
  what: `There is no change of code alone to accept for ${stage}.`,
  ...(reasons.length === 0 ? {} : {quote: [...new Set(reasons)]}),
  todo: 'Only where nothing but the code differs from a result that is still in the store can that result stand; else run the stage.',
  facts: {stage, reasons},
});

export const nothingToUndo = (stage: string): Failure => ({
  code: 'nothing-accepted',
  blame: 'user',
  what: `Nothing that was accepted for ${stage} stands.`,
  todo: '`epochal accept` without a stage lists what was accepted.',
  facts: {stage},
});

export const stageNotNamed = (): Failure => ({
  code: 'stage-missing',
  blame: 'user',
  what: 'Which stage is meant is not said.',
  todo: 'Name it, as in `epochal accept preprocess`; `epochal accept` alone lists what was accepted.',
});
