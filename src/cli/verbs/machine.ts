import {Argument} from 'commander';
import {knownVerbs} from '../known-verbs.ts';
import {shells, type DoctorOptions, type Shell} from '../options/machine.ts';
import type {AddVerbs} from './add-verbs.ts';

/** Verbs about the machine and its shells. */
export const addMachineVerbs: AddVerbs = (program, {verb, env}) => {
  program.commandsGroup('This machine:');

  program
    .command('doctor')
    .description('what works here, what does not, and what to do about it')
    .option('--json', 'as JSON')
    .action(verb(async (options: DoctorOptions) => (await import('../doctor.ts')).doctorVerb(options, env)));

  program
    .command('completion')
    .description('the script that has your shell complete verbs, options, stages and experiments')
    .addArgument(new Argument('<shell>', 'which shell').choices(shells))
    .action(verb(async (shell: Shell) => (await import('../completion.ts')).completionVerb(shell)));

  program
    .command('complete', {hidden: true})
    .argument('[words...]')
    .action(
      verb(async (words: string[]) =>
        (await import('../complete.ts')).completeVerb(words, knownVerbs(program), shells),
      ),
    );
};
