import {age, size} from '../amounts.ts';
import type {GcOptions, RestoreOptions, FsckOptions, PinOptions} from '../options/store.ts';
import type {AddVerbs} from './add-verbs.ts';

/** Verbs about the store of artifacts. */
export const addStoreVerbs: AddVerbs = (program, {verb, env}) => {
  program.commandsGroup('Store:');

  program
    .command('gc')
    .description('delete artifacts that no run of the record and no stage of the pipeline needs')
    .option('-f, --file <pipeline>', 'the pipeline whose store is meant', 'pipeline.yaml')
    .option('--older-than <age>', 'instead: what was not made or used by a run for so long (30d, 12h)', age)
    .option(
      '--max-size <size>',
      'delete until all fits (20GB): first what nothing needs, then what is cheapest to make again for its size',
      size,
    )
    .option('--dry', 'only say what would be deleted')
    .option('--explain', 'say for each whose runs lose it and what it takes to make it again')
    .option('--json', 'as JSON')
    .action(verb(async (options: GcOptions) => (await import('../gc.ts')).gcVerb(options, env)));

  for (const [name, pinned] of [
    ['pin', true],
    ['unpin', false],
  ] as const)
    program
      .command(name)
      .description(pinned ? 'keep the artifacts of a run, whatever is asked of gc' : 'let gc have them again')
      .argument('<run>', 'its id, the beginning of it, or an experiment: then its newest run')
      .option('-f, --file <pipeline>', 'the pipeline whose run is meant', 'pipeline.yaml')
      .action(
        verb(async (run: string, options: PinOptions) =>
          (await import('../pin.ts')).pinVerb(run, options, pinned),
        ),
      );

  program
    .command('restore')
    .description('put what a run left into a folder, shared with the store where the disk can')
    .argument('<run>', 'its id, the beginning of it, or an experiment: then its newest run')
    .argument('[stage]', 'only what this stage left')
    .option('-f, --file <pipeline>', 'the pipeline whose run is meant', 'pipeline.yaml')
    .option('--to <folder>', 'a folder that is not there yet; default: one named after the run')
    .option('--copy', 'copies to be written to, instead of read-only files that share their room')
    .action(
      verb(async (run: string, stage: string | undefined, options: RestoreOptions) =>
        (await import('../restore.ts')).restoreVerb(run, stage, options),
      ),
    );

  program
    .command('fsck')
    .description('read store and record whole, and say what is damaged or left over')
    .option('-f, --file <pipeline>', 'the pipeline whose store is meant', 'pipeline.yaml')
    .option('--repair', 'put right what can be: what is damaged is set aside and made again by the next run')
    .option('--json', 'as JSON')
    .action(verb(async (options: FsckOptions) => (await import('../fsck.ts')).fsckVerb(options)));
};
