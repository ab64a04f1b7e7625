import type {Failure} from '../../runner/failure.ts';

/** Why a report cannot be written. */

export const reportWithoutRuns = (where: string | undefined): Failure => ({
  code: 'report-empty',
  blame: 'user',
  what: where === undefined ? 'There are no runs to report.' : `No run passes ${where}.`,
  todo: '`epochal compare runs` lists those there are.',
});

/** Somebody's own file is not written over. */
export const reportWouldReplace = (file: string): Failure => ({
  code: 'report-would-replace',
  blame: 'user',
  what: `${file} is there already, and is no report of Epochal.`,
  where: {file},
  todo: 'Name another file with -o.',
});

export const reportUnwritable = (file: string, reason: string): Failure => ({
  code: 'report-unwritable',
  blame: 'outside',
  what: `${file} cannot be written: ${reason}.`,
  where: {file},
  todo: 'Name another file with -o.',
});

/** `room`: as people read it. */
export const reportTooLarge = (runs: number, room: string): Failure => ({
  code: 'report-too-large',
  blame: 'user',
  what: `The figures of ${runs} runs take more than ${room}, which no browser opens.`,
  todo: "Choose fewer: --figures 40, or --figures 'tag=paper'.",
  facts: {runs},
});
