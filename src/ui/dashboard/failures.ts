import type {Failure} from '../../runner/failure.ts';

/** Why an act of the dashboard was not done. */

export const fileUnwritable = (file: string, reason: string): Failure => ({
  code: 'file-unwritable',
  blame: 'outside',
  what: `${file} cannot be written: ${reason}.`,
  where: {file},
});

export const runUnstoppable = (id: string, reason: string): Failure => ({
  code: 'run-unstoppable',
  blame: 'outside',
  what: `Run ${id} cannot be told to stop: ${reason}.`,
});
