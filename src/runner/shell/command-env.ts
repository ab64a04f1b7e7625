import type {StageWork} from '../stage-definition.ts';

/** `EPOCHAL_IN_<ROLE>`: upper case, and what no variable can hold becomes `_`. */
export const inputVariable = (role: string): string =>
  `EPOCHAL_IN_${role
    .replace(/\]$/, '')
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '_')}`;

/** What a command is told by its environment. All paths are absolute. */
export const commandEnvironment = (
  {env, inputs, out, scratch, threads}: StageWork<unknown>,
  files: {readonly params: string; readonly inputs: string; readonly metrics: string},
): NodeJS.ProcessEnv => ({
  ...env,
  ...Object.fromEntries(Object.entries(inputs).map(([role, folder]) => [inputVariable(role), folder])),
  EPOCHAL_OUT: out,
  EPOCHAL_SCRATCH: scratch,
  EPOCHAL_THREADS: String(threads),
  EPOCHAL_PARAMS: files.params,
  EPOCHAL_INPUTS: files.inputs,
  EPOCHAL_METRICS: files.metrics,
});
