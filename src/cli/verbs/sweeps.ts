import {Option, type Command} from 'commander';
import type {SweepRequest} from '../../sweeps/steering.ts';
import {time, wholeNumber} from '../amounts.ts';
import type {SweepOptions, PlanOptions, SweepControlOptions} from '../options/sweeps.ts';
import type {AddVerbs} from './add-verbs.ts';
import {settings} from './given-again.ts';

/** Verbs about sweeps. */
export const addSweepsVerbs: AddVerbs = (program, {verb, env}) => {
  program.commandsGroup('Sweeps:');

  const sweep = program
    .command('sweep')
    .description('try many params: what is known is taken over, the rest runs side by side; the best is told')
    // Options behind a verb below are that verb's.
    .enablePositionalOptions();
  const runsSweep = (command: Command) =>
    command
      .option('-f, --file <pipeline>', 'the pipeline; default: the one beside the folder of the sweep file')
      .addOption(settings('change a param of every trial; may be given again'))
      .option(
        '-j, --jobs <count>',
        'how many trials run side by side; default: as many as cores and memory allow',
        wholeNumber,
      )
      .option('--budget <time>', 'end after so much time (30m, 2h); run again, it goes on', time)
      .addOption(new Option('--plain', 'plain lines').conflicts('json'))
      .option('--json', 'every event as a line of JSON');
  const ofSweep = (command: Command) =>
    command
      .argument('<sweep>', 'its name')
      .option('-f, --file <pipeline>', 'the pipeline whose sweep is meant', 'pipeline.yaml');
  const ask = async (name: string, request: SweepRequest, options: SweepControlOptions) =>
    (await import('../sweep-control.ts')).sweepAskVerb(name, request, options);

  runsSweep(
    sweep.argument('<sweep>', 'a sweep file, or its name: `epochs` for experiments/epochs.sweep.yaml'),
  ).action(
    verb(async (name: string, options: SweepOptions) =>
      (await import('../sweep.ts')).sweepVerb(name, options, env),
    ),
  );
  sweep
    .command('status')
    .description('where a sweep stands, running or not')
    .argument('[sweep]', 'its name; left out, all that are on record')
    .option('-f, --file <pipeline>', 'the pipeline whose sweep is meant', 'pipeline.yaml')
    .option('--json', 'as JSON')
    .action(
      verb(async (name: string | undefined, options: SweepControlOptions & {readonly json?: true}) =>
        (await import('../sweep-control.ts')).sweepStatusVerb(name, options, env),
      ),
    );
  ofSweep(sweep.command('pause').description('begin nothing new until it is resumed')).action(
    verb((name: string, options: SweepControlOptions) => ask(name, {kind: 'pause'}, options)),
  );
  runsSweep(
    sweep.command('resume').description('go on: where it pauses, or here').argument('<sweep>', 'its name'),
  ).action(
    verb(async (name: string, options: SweepOptions) =>
      (await import('../sweep-control.ts')).sweepResumeVerb(name, options, env),
    ),
  );
  ofSweep(sweep.command('stop').description('end it, to be gone on with later; or one trial of it'))
    .option('-t, --trial <number>', 'only this trial, for good', wholeNumber)
    .action(
      verb((name: string, {trial, ...options}: SweepControlOptions & {readonly trial?: number}) =>
        ask(name, trial === undefined ? {kind: 'stop'} : {kind: 'stop-trial', trial}, options),
      ),
    );
  ofSweep(sweep.command('add').description('let it try more trials than its budget says'))
    .argument('<trials>', 'how many', wholeNumber)
    .action(
      verb((name: string, trials: number, options: SweepControlOptions) =>
        ask(name, {kind: 'add', trials}, options),
      ),
    );

  program
    .command('plan')
    .description('what a sweep would cost: trainings, time and room, from what is in the store and on record')
    .argument('<sweep>', 'a sweep file, or its name')
    .option('-f, --file <pipeline>', 'the pipeline; default: the one beside the folder of the sweep file')
    .addOption(settings('change a param of every trial; may be given again'))
    .option('-j, --jobs <count>', 'how many trials would run side by side', wholeNumber)
    .option('--budget <time>', 'what of it fits into so much time (30m, 2h), and what is left out', time)
    .option('--json', 'as JSON')
    .action(
      verb(async (name: string, options: PlanOptions) =>
        (await import('../plan.ts')).planVerb(name, options, env),
      ),
    );
};
