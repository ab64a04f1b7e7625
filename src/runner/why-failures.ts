import type {Failure} from './failure.ts';
import {suggest} from './suggest.ts';

/** A stage named on the command line that is not there. `of`: `this pipeline`, `run 241124-ab12`. */
export function namedStageUnknown(stage: string, of: string, known: readonly string[]): Failure {
  const meant = suggest(stage, known);
  return {
    code: 'stage-unknown',
    blame: 'user',
    what: `There is no stage ${stage} in ${of}.`,
    todo: `${meant === undefined ? '' : `Did you mean ${meant}? `}Its stages are: ${known.join(', ')}.`,
    facts: {stage},
  };
}

/** To be forced, but outside of what `--only`, `--from` or `--downstream` select. */
export const notSelected = (stage: string): Failure => ({
  code: 'stage-not-selected',
  blame: 'user',
  what: `Stage ${stage} cannot be forced: it is not among the selected stages.`,
  todo: 'Select it too, or leave the selection out.',
  facts: {stage},
});

/** `why` goes on from "its result is not in the store:". */
export const notInStore = (stage: string, why: string): Failure => ({
  code: 'stage-not-stored',
  blame: 'user',
  what: `Stage ${stage} is not selected, and its result is not in the store: ${why}.`,
  todo: `Select it too, or run it first: \`epochal run --only ${stage}\`, with the same experiments and params.`,
  facts: {stage},
});
