import type {Command} from 'commander';
import type {KnownVerb} from './complete.ts';

/** What completion has to know of a program's verbs. */
export const knownVerbs = (program: Command): readonly KnownVerb[] =>
  program.commands
    .filter((command) => command.name() !== 'complete')
    .map((command) => ({
      name: command.name(),
      options: command.options
        .filter(({hidden}) => !hidden)
        .map(({long, short, required, optional, argChoices = []}) => ({
          names: [long, short].filter((name) => typeof name === 'string'),
          takesValue: required || optional,
          choices: argChoices,
        })),
      argument: command.registeredArguments[0]?.name(),
      verbs: knownVerbs(command),
    }));
