import {Option} from 'commander';
import {imageSize, wholeNumber} from '../amounts.ts';
import type {
  InitOptions,
  RunOptions,
  WhyOptions,
  AcceptOptions,
  DagOptions,
  ModelOptions,
} from '../options/pipeline.ts';
import type {AddVerbs} from './add-verbs.ts';
import {listed, settings} from './given-again.ts';

/** Verbs about a pipeline and what it would do. */
export const addPipelineVerbs: AddVerbs = (program, {verb, env}) => {
  program.commandsGroup('Pipeline:');

  program
    .command('init')
    .description('the files of a study to start from: a pipeline, experiments, sweeps')
    .argument('[folder]', 'where; it is made where it is not there', '.')
    .addOption(
      new Option(
        '--data <path>',
        'your images: a folder of CSV files, one CSV file, or a zip of them',
      ).conflicts('dataset'),
    )
    .option('--dataset <owner/name>', 'a data set of Kaggle; without any: the built-in sample')
    .action(
      verb(async (folder: string, options: InitOptions) =>
        (await import('../init.ts')).initVerb(folder, options),
      ),
    );

  program
    .command('run')
    .description('run the pipeline for its experiments; what is up to date is taken from the store')
    .argument('[pipeline]', 'the pipeline file', 'pipeline.yaml')
    .option(
      '-e, --experiment <names>',
      'experiments to run, by comma or by the option again; default: those the pipeline lists',
      listed,
    )
    .addOption(settings('change a param of every run; may be given again'))
    .option(
      '-j, --jobs <count>',
      'how many stages may run side by side; default: the number of cores',
      wholeNumber,
    )
    .option('--only <stages>', 'these stages alone, by comma; what they need is taken from the store', listed)
    .option('--from <stages>', 'these and all that depends on them', listed)
    .option('--downstream <stages>', 'all that depends on these', listed)
    .option(
      '--force [stages]',
      'run these, or all that are selected, although the store has their result',
      listed,
    )
    .option('--force-downstream <stages>', 'the same for these and all that depends on them', listed)
    .option('--no-cache', 'take nothing from the store, and let nobody take from this run')
    .addOption(
      new Option('--keep-going', 'after a failure go on with what does not depend on it (default)').conflicts(
        'failFast',
      ),
    )
    .option('--fail-fast', 'after a failure start nothing more')
    .addOption(new Option('--plain', 'plain lines instead of the live view').conflicts('json'))
    .option('--json', 'every event as a line of JSON')
    .option('--trace', 'report files that commands and modules read without declaring them')
    .option('--dry', 'only say what would run, be shared or come from the store, and why; touch nothing')
    .action(
      verb(async (pipeline: string, options: RunOptions) =>
        options.dry === true
          ? (await import('../dry-run.ts')).dryRun(pipeline, options, env)
          : (await import('../run.ts')).runVerb(pipeline, options, env),
      ),
    );

  program
    .command('why')
    .description(
      'why a stage would run or is cached, beside the nearest earlier time; with --run, why it did',
    )
    .argument('<stage>', 'its name in the pipeline')
    .option('-f, --file <pipeline>', 'the pipeline file', 'pipeline.yaml')
    .option('-e, --experiment <names>', 'experiments, by comma; default: those the pipeline lists', listed)
    .addOption(settings('as for run; may be given again'))
    .addOption(
      new Option('--run <run>', 'a run on record: its id, the beginning of it, or an experiment').conflicts([
        'experiment',
        'set',
      ]),
    )
    .option('--json', 'as JSON')
    .action(
      verb(async (stage: string, options: WhyOptions) =>
        (await import('../why.ts')).whyVerb(stage, options, env),
      ),
    );

  program
    .command('accept')
    .description(
      'say that a change of code is cosmetic: what the stage left before it stands; without a stage: what was accepted',
    )
    .argument('[stages...]', 'their names in the pipeline')
    .option('-f, --file <pipeline>', 'the pipeline file', 'pipeline.yaml')
    .option('-e, --experiment <names>', 'experiments, by comma; default: those the pipeline lists', listed)
    .addOption(settings('as for run; may be given again'))
    .option('-m, --message <text>', 'why, for the record')
    .addOption(
      new Option('--undo', 'take back what was last accepted for the stage, of all experiments').conflicts([
        'message',
        'experiment',
        'set',
      ]),
    )
    .action(
      verb(async (stages: string[], options: AcceptOptions) =>
        (await import('../accept.ts')).acceptVerb(stages, options, env),
      ),
    );

  program
    .command('dag')
    .description('the graph of the stages')
    .argument('[pipeline]', 'the pipeline file', 'pipeline.yaml')
    .option('--mermaid', 'as a Mermaid diagram')
    .action(
      verb(async (pipeline: string, options: DagOptions) =>
        (await import('../dag.ts')).dagVerb(pipeline, options),
      ),
    );

  program
    .command('model')
    .description('the models there are, or all about one: layers, shapes, parameters, multiply-adds, memory')
    .argument('[name]', 'as in train.model')
    .addOption(settings('change a param; may be given again', '<train.param=value>'))
    .option('--image <height>x<width>', 'size of the images', imageSize, [28, 28] as const)
    .option('--classes <count>', 'how many classes there are', wholeNumber, 24)
    .option('--json', 'as JSON')
    .action(
      verb(async (name: string | undefined, options: ModelOptions) =>
        (await import('../model.ts')).modelVerb(name, options),
      ),
    );
};
