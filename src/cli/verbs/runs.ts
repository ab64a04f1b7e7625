import {Option} from 'commander';
import {wholeNumber} from '../amounts.ts';
import type {CompareOptions, ReportOptions, ShowOptions} from '../options/runs.ts';
import {paneNames} from '../../ui/dashboard/state.ts';
import type {AddVerbs} from './add-verbs.ts';
import {listed} from './given-again.ts';

/** Verbs that show runs. */
export const addRunsVerbs: AddVerbs = (program, {verb, env}) => {
  program.commandsGroup('Runs:');

  program
    .command('compare')
    .description('runs side by side, newest first')
    .argument('[runs...]', '`runs` for all, or ids and experiments')
    .option('-f, --file <pipeline>', 'the pipeline whose runs are meant', 'pipeline.yaml')
    .addOption(new Option('--plain', 'a table instead of the dashboard').conflicts(['json', 'csv', 'md']))
    .addOption(
      new Option('--json', 'an array with an object for each run').conflicts([
        'csv',
        'md',
        'columns',
        'onlyDifferences',
      ]),
    )
    .addOption(new Option('--csv', 'comma-separated values').conflicts('md'))
    .option('--md', 'a Markdown table')
    .option('-w, --where <filter>', 'only runs that pass, as in `train.epochs>=20 and model=cnn`')
    .option(
      '--sort <fields>',
      'by these fields, by comma: metrics best first, all else smallest first; -field the other way',
      listed,
    )
    .option('--columns <fields>', 'these columns, by comma', listed)
    .option('--only-differences', 'only columns in which the runs differ')
    .option('--baseline <run>', 'how far each run is from this one: an id, an experiment, or a filter')
    .option('--group', 'runs that differ in their seeds alone as one: mean and 95 % interval')
    .option('--limit <count>', 'so many runs at most', wholeNumber)
    .addOption(
      new Option('--pane <name>', 'what this pane of the dashboard shows, as text')
        .choices(paneNames)
        .conflicts(['columns', 'group', 'onlyDifferences', 'failIf']),
    )
    .option('--metric <name>', 'of `--pane curves`; default: the headline')
    .addOption(
      new Option('--fail-if <condition>', 'exit code 1 if a run meets it, as in `val_acc < base - 0.5pp`')
        // Its verdicts are no table, and it always judges runs of several seeds as one.
        .conflicts(['csv', 'md', 'columns', 'onlyDifferences', 'group']),
    )
    .addOption(
      new Option('--images <how>', 'pictures in the dashboard; default: as well as the terminal can')
        .choices(['kitty', 'sixel', 'blocks', 'none'])
        .env('EPOCHAL_IMAGES'),
    )
    .action(
      verb(async (runs: string[], options: CompareOptions) =>
        (await import('../compare.ts')).compareVerb(runs, options, env),
      ),
    );

  program
    .command('report')
    .description('one HTML file about runs, to keep or to send: table, curves, figures; it needs no network')
    .argument('[runs...]', 'ids and experiments; default: all runs')
    .option('-f, --file <pipeline>', 'the pipeline whose runs are meant', 'pipeline.yaml')
    .option('-o, --output <file>', 'where it is written', 'report.html')
    .option('-w, --where <filter>', 'only runs that pass, as for compare')
    .option('--sort <fields>', 'in the order of these fields, as for compare')
    .option('--baseline <run>', 'how far each run is from this one, as for compare')
    .option('--limit <count>', 'so many runs at most', wholeNumber)
    .option(
      '--figures <runs>',
      'which runs have their figures in it: a filter, or how many from the first on (default: 12)',
    )
    .option('--open', 'show it in the browser')
    .action(
      verb(async (runs: string[], options: ReportOptions) =>
        (await import('../report.ts')).reportVerb(runs, options),
      ),
    );

  program
    .command('show')
    .description('everything about one run')
    .argument('<run>', 'its id, the beginning of it, or an experiment: then its newest run')
    .option('-f, --file <pipeline>', 'the pipeline whose runs are meant', 'pipeline.yaml')
    .addOption(new Option('--json', 'as JSON').conflicts(['pipeline', 'diff']))
    .addOption(
      new Option('--pipeline', 'the pipeline as it was resolved for the run, as YAML').conflicts('diff'),
    )
    .option('--diff', 'what tracked files had beside the commit, as a patch')
    .action(
      verb(async (id: string, options: ShowOptions) => (await import('../show.ts')).showVerb(id, options)),
    );
};
