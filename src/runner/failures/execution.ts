import type {Failure, Place} from '../failure.ts';
import {refusals, storeRefused} from './store.ts';

/** Texts about the execution of stages: functions from facts to a failure. */

export const codeUnknown = (module: string): Failure => ({
  code: 'bug',
  blame: 'bug',
  what: `The build holds no code digest of ${module}.`,
  todo: 'Build again with `npm run build`; if that does not help, please report it.',
  facts: {module},
});

/** What a stage did not expect: where the disk or the system refused it, that; else a bug. */
export const stageStopped = (stage: string, folder: string, error: unknown): Failure =>
  error instanceof Error &&
  'code' in error &&
  'syscall' in error &&
  typeof error.code === 'string' &&
  Object.hasOwn(refusals(folder), error.code)
    ? storeRefused({doing: `Stage ${stage}`, folder, code: error.code})
    : stageThrew(stage, error);

export const stageThrew = (stage: string, error: unknown): Failure => ({
  code: 'bug',
  blame: 'bug',
  what: `Stage ${stage} stopped at an error that should not happen: ${error instanceof Error ? error.message : String(error)}`,
  todo: 'Please report it with the pipeline file; `--json` shows the whole stack.',
  facts: {stack: error instanceof Error ? (error.stack ?? error.message) : String(error)},
});

export const stageCancelled = (stage: string, begun: boolean): Failure => ({
  code: 'cancelled',
  blame: 'cancelled',
  what: begun ? `Stage ${stage} was cancelled.` : `Stage ${stage} was cancelled before it began.`,
});

export const stageTimeout = (stage: string, seconds: number, where: Place): Failure => ({
  code: 'stage-timeout',
  blame: 'stage',
  what: `Stage ${stage} was ended: it took longer than its timeout of ${seconds} s.`,
  where,
  todo: 'Raise its `timeout:`, or give it less to do.',
  facts: {seconds},
});

export const inputChanged = (stage: string, path: string): Failure => ({
  code: 'input-changed',
  blame: 'user',
  what: `${path} changed while stage ${stage} was reading it, so its result was thrown away.`,
  where: {file: path},
  todo: 'Run again when nothing writes to it.',
});

export const codeDigestsMissing = (file: string): Failure => ({
  code: 'build-incomplete',
  blame: 'bug',
  what: `${file} is missing or damaged: without it nothing can be told from the code that made it.`,
  where: {file},
  todo: 'Build with `npm run build`, or install the package again.',
});
