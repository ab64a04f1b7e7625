import {Option} from 'commander';
import {wholeNumber} from '../amounts.ts';
import type {RerunOptions, VerifyOptions, ExportRunOptions, ImportRunOptions} from '../options/repeats.ts';
import type {AddVerbs} from './add-verbs.ts';
import {settings} from './given-again.ts';

/** Verbs that repeat runs, here or elsewhere. */
export const addRepeatsVerbs: AddVerbs = (program, {verb, env}) => {
  program.commandsGroup('Repeating runs:');

  program
    .command('rerun')
    .description(
      'execute a run again from its record: its pipeline, params and threads, whatever the file says now',
    )
    .argument('<run>', 'its id, the beginning of it, or an experiment: then its newest run')
    .option('-f, --file <pipeline>', 'the pipeline whose runs are meant', 'pipeline.yaml')
    .addOption(settings('change a param; may be given again'))
    .option('--force', 'run every stage although the store has its result')
    .option('-j, --jobs <count>', 'as for run', wholeNumber)
    .option('--fail-fast', 'after a failure start nothing more')
    .addOption(new Option('--plain', 'plain lines instead of the live view').conflicts('json'))
    .option('--json', 'every event as a line of JSON')
    .action(
      verb(async (id: string, options: RerunOptions) =>
        (await import('../rerun.ts')).rerunVerb(id, options, env),
      ),
    );

  program
    .command('verify')
    .description('repeat a run in an empty store and tell whether every stage leaves the same bytes')
    .argument('<run>', 'its id, the beginning of it, or an experiment: then its newest run')
    .option('-f, --file <pipeline>', 'the pipeline whose runs are meant', 'pipeline.yaml')
    .addOption(settings('change a param, as where the data lie here; may be given again'))
    .option('--json', 'the answer as JSON')
    .option('--keep', 'keep the folder of the repeat, to look into')
    .action(
      verb(async (id: string, options: VerifyOptions) =>
        (await import('../verify.ts')).verifyVerb(id, options, env),
      ),
    );

  program
    .command('export-run')
    .description('write a run into one file: its record, its results, and the source files of its stages')
    .argument('<run>', 'its id, the beginning of it, or an experiment: then its newest run')
    .option('-f, --file <pipeline>', 'the pipeline whose run is meant', 'pipeline.yaml')
    .option('-o, --output <file>', 'default: named after the run, with .zip')
    .action(
      verb(async (id: string, options: ExportRunOptions) =>
        (await import('../export-run.ts')).exportRunVerb(id, options),
      ),
    );

  program
    .command('import-run')
    .description('take a run that was exported elsewhere into record and store, checked')
    .argument('<archive>', 'what `epochal export-run` wrote')
    .option('-f, --file <pipeline>', 'the pipeline beside which it is put', 'pipeline.yaml')
    .option('--new-id', 'give the run an id of its own')
    .option('--no-sources', 'leave out the source files of its stages')
    .action(
      verb(async (archive: string, options: ImportRunOptions) =>
        (await import('../import-run.ts')).importRunVerb(archive, options),
      ),
    );
};
