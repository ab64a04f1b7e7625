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
