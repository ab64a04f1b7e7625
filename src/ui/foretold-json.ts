import type {ForetoldRun, Prospect} from '../runner/foretell.ts';
import {jsonText} from './json.ts';

/** What `run --dry` says, for programs: an array with an object for each run. */
export const foretoldJson = (runs: readonly ForetoldRun[]): string =>
  `${jsonText(
    runs.map(({experiment, stages}) => ({
      experiment,
      stages: stages.map(({name, prospect}) => ({name, ...fieldsOf(prospect)})),
    })),
  )}\n`;

function fieldsOf(prospect: Prospect) {
  switch (prospect.will) {
    case 'depends': {
      const {ifEqual, ...rest} = prospect;
      return {...rest, ...(ifEqual && {if_equal: ifEqual})};
    }
    case 'run':
    case 'cached':
    case 'shared':
    case 'fail':
    case 'skipped':
      return prospect;
    default:
      return prospect satisfies never;
  }
}
