import {z} from 'zod';
import type {Place} from '../failure.ts';
import {isParamValue, type ParamValue} from '../param-value.ts';
import type {StageDefinition} from '../stage-definition.ts';

interface Shell {
  readonly command: string;
  /** Of the command in the pipeline. */
  readonly where: Place;
  readonly roles: readonly string[];
  /** The names under `with:`. Others cannot be set, so that a slip of the pen in an experiment is seen. */
  readonly params: readonly string[];
}

/** What `run:` makes of a stage: a command that finds its inputs, params and output folder in the environment. */
export const shellDefinition = ({command, where, roles, params}: Shell): StageDefinition => ({
  name: 'run',
  summary: 'A command of the pipeline’s own.',
  params: z.object(Object.fromEntries(params.map((name) => [name, anyValue]))),
  inputs: Object.fromEntries(
    roles.map((role) => [role, {doc: `what the command finds in ${role}`, many: 'or-one'}]),
  ),
  lane: 'light',
  // The command is a process of its own.
  place: 'here',
  numeric: false,
  own: {kind: 'command', command},
  run: async (work) => {
    const {runCommand} = await import('./run-command.ts');
    return runCommand(work, {command, where});
  },
});

const anyValue = z.custom<ParamValue>(isParamValue).optional();
