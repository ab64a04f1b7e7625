import {Argument, Command, CommanderError, InvalidArgumentError, Option} from 'commander';
import {exitCodes} from '../runner/failure.ts';
import type {SweepRequest} from '../sweeps/steering.ts';
import {paneNames, type PaneName} from '../ui/dashboard/state.ts';
import {age, size, time} from './amounts.ts';
import type {KnownVerb} from './complete.ts';
import {version} from './version.ts';

type Env = Record<string, string | undefined>;

/** Reads the command line, hands over to the verb named there, and returns the exit code. Verbs load only when named. */
export async function run(argv: readonly string[], env: Env): Promise<number> {
  let exitCode = 0;
  const verb =
    <Arguments extends unknown[]>(action: (...given: Arguments) => Promise<number>) =>
    async (...given: Arguments) => {
      exitCode = await action(...given);
    };

  const program = new Command('epochal')
    .description(
      'Machine-learning experiments as a pipeline: cached by content, recorded, compared, repeatable bit for bit.',
    )
    // Options behind a verb are that verb's, also where verbs have verbs of their own.
    .enablePositionalOptions()
    .exitOverride()
    .showSuggestionAfterError()
    .showHelpAfterError('(epochal --help lists what there is)');

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
        (await import('./init.ts')).initVerb(folder, options),
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
    .option('-s, --set <stage.param=value>', 'change a param of every run; may be given again', gather, [])
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
          ? (await import('./dry-run.ts')).dryRun(pipeline, options, env)
          : (await import('./run.ts')).runVerb(pipeline, options, env),
      ),
    );

  const sweep = program
    .command('sweep')
    .description('try many params: what is known is taken over, the rest runs side by side; the best is told')
    // Options behind a verb below are that verb's.
    .enablePositionalOptions();
  const runsSweep = (command: Command) =>
    command
      .option('-f, --file <pipeline>', 'the pipeline; default: the one beside the folder of the sweep file')
      .option(
        '-s, --set <stage.param=value>',
        'change a param of every trial; may be given again',
        gather,
        [],
      )
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
    (await import('./sweep-control.ts')).sweepAskVerb(name, request, options);

  runsSweep(
    sweep.argument('<sweep>', 'a sweep file, or its name: `epochs` for experiments/epochs.sweep.yaml'),
  ).action(
    verb(async (name: string, options: SweepOptions) =>
      (await import('./sweep.ts')).sweepVerb(name, options, env),
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
        (await import('./sweep-control.ts')).sweepStatusVerb(name, options, env),
      ),
    );
  ofSweep(sweep.command('pause').description('begin nothing new until it is resumed')).action(
    verb((name: string, options: SweepControlOptions) => ask(name, {kind: 'pause'}, options)),
  );
  runsSweep(
    sweep.command('resume').description('go on: where it pauses, or here').argument('<sweep>', 'its name'),
  ).action(
    verb(async (name: string, options: SweepOptions) =>
      (await import('./sweep-control.ts')).sweepResumeVerb(name, options, env),
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
    .option('-s, --set <stage.param=value>', 'change a param of every trial; may be given again', gather, [])
    .option('-j, --jobs <count>', 'how many trials would run side by side', wholeNumber)
    .option('--budget <time>', 'what of it fits into so much time (30m, 2h), and what is left out', time)
    .option('--json', 'as JSON')
    .action(
      verb(async (name: string, options: PlanOptions) =>
        (await import('./plan.ts')).planVerb(name, options, env),
      ),
    );

  program
    .command('compare')
    .description('runs side by side, newest first')
    .argument('[runs...]', '`runs` for all, or ids and experiments')
    .option('-f, --file <pipeline>', 'the pipeline whose runs are meant', 'pipeline.yaml')
    .addOption(new Option('--plain', 'a table instead of the dashboard').conflicts(['json', 'csv', 'md']))
    .addOption(new Option('--json', 'an array with an object for each run').conflicts(['csv', 'md']))
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
    .option('--fail-if <condition>', 'exit code 1 if a run meets it, as in `val_acc < base - 0.5pp`')
    .addOption(
      new Option('--images <how>', 'pictures in the dashboard; default: as well as the terminal can')
        .choices(['kitty', 'sixel', 'blocks', 'none'])
        .env('EPOCHAL_IMAGES'),
    )
    .action(
      verb(async (runs: string[], options: CompareOptions) =>
        (await import('./compare.ts')).compareVerb(runs, options, env),
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
        (await import('./report.ts')).reportVerb(runs, options),
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
      verb(async (id: string, options: ShowOptions) => (await import('./show.ts')).showVerb(id, options)),
    );

  program
    .command('why')
    .description(
      'why a stage would run or is cached, beside the nearest earlier time; with --run, why it did',
    )
    .argument('<stage>', 'its name in the pipeline')
    .option('-f, --file <pipeline>', 'the pipeline file', 'pipeline.yaml')
    .option('-e, --experiment <names>', 'experiments, by comma; default: those the pipeline lists', listed)
    .option('-s, --set <stage.param=value>', 'as for run; may be given again', gather, [])
    .addOption(
      new Option('--run <run>', 'a run on record: its id, the beginning of it, or an experiment').conflicts([
        'experiment',
      ]),
    )
    .option('--json', 'as JSON')
    .action(
      verb(async (stage: string, options: WhyOptions) =>
        (await import('./why.ts')).whyVerb(stage, options, env),
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
    .option('-s, --set <stage.param=value>', 'as for run; may be given again', gather, [])
    .addOption(new Option('-m, --message <text>', 'why, for the record').conflicts('undo'))
    .option('--undo', 'take back what was last accepted for the stage')
    .action(
      verb(async (stages: string[], options: AcceptOptions) =>
        (await import('./accept.ts')).acceptVerb(stages, options, env),
      ),
    );

  program
    .command('rerun')
    .description(
      'execute a run again from its record: its pipeline, params and threads, whatever the file says now',
    )
    .argument('<run>', 'its id, the beginning of it, or an experiment: then its newest run')
    .option('-f, --file <pipeline>', 'the pipeline whose runs are meant', 'pipeline.yaml')
    .option('-s, --set <stage.param=value>', 'change a param; may be given again', gather, [])
    .option('--force', 'run every stage although the store has its result')
    .option('-j, --jobs <count>', 'as for run', wholeNumber)
    .option('--fail-fast', 'after a failure start nothing more')
    .addOption(new Option('--plain', 'plain lines instead of the live view').conflicts('json'))
    .option('--json', 'every event as a line of JSON')
    .action(
      verb(async (id: string, options: RerunOptions) =>
        (await import('./rerun.ts')).rerunVerb(id, options, env),
      ),
    );

  program
    .command('verify')
    .description('repeat a run in an empty store and tell whether every stage leaves the same bytes')
    .argument('<run>', 'its id, the beginning of it, or an experiment: then its newest run')
    .option('-f, --file <pipeline>', 'the pipeline whose runs are meant', 'pipeline.yaml')
    .option(
      '-s, --set <stage.param=value>',
      'change a param, as where the data lie here; may be given again',
      gather,
      [],
    )
    .option('--json', 'the answer as JSON')
    .option('--keep', 'keep the folder of the repeat, to look into')
    .action(
      verb(async (id: string, options: VerifyOptions) =>
        (await import('./verify.ts')).verifyVerb(id, options, env),
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
        (await import('./export-run.ts')).exportRunVerb(id, options),
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
        (await import('./import-run.ts')).importRunVerb(archive, options),
      ),
    );

  program
    .command('dag')
    .description('the graph of the stages')
    .argument('[pipeline]', 'the pipeline file', 'pipeline.yaml')
    .option('--mermaid', 'as a Mermaid diagram')
    .action(
      verb(async (pipeline: string, options: DagOptions) =>
        (await import('./dag.ts')).dagVerb(pipeline, options),
      ),
    );

  program
    .command('model')
    .description('the models there are, or all about one: layers, shapes, parameters, multiply-adds, memory')
    .argument('[name]', 'as in train.model')
    .option('-s, --set <train.param=value>', 'change a param; may be given again', gather, [])
    .option('--image <height>x<width>', 'size of the images', imageSize, [28, 28] as const)
    .option('--classes <count>', 'how many classes there are', wholeNumber, 24)
    .option('--json', 'as JSON')
    .action(
      verb(async (name: string | undefined, options: ModelOptions) =>
        (await import('./model.ts')).modelVerb(name, options),
      ),
    );

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
    .action(verb(async (options: GcOptions) => (await import('./gc.ts')).gcVerb(options, env)));

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
          (await import('./pin.ts')).pinVerb(run, options, pinned),
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
        (await import('./restore.ts')).restoreVerb(run, stage, options),
      ),
    );

  program
    .command('fsck')
    .description('read store and record whole, and say what is damaged or left over')
    .option('-f, --file <pipeline>', 'the pipeline whose store is meant', 'pipeline.yaml')
    .option('--repair', 'put right what can be: what is damaged is set aside and made again by the next run')
    .option('--json', 'as JSON')
    .action(verb(async (options: FsckOptions) => (await import('./fsck.ts')).fsckVerb(options)));

  program
    .command('doctor')
    .description('what works here, what does not, and what to do about it')
    .option('--json', 'as JSON')
    .action(verb(async (options: DoctorOptions) => (await import('./doctor.ts')).doctorVerb(options, env)));

  program
    .command('completion')
    .description('the script that has your shell complete verbs, options, stages and experiments')
    .addArgument(new Argument('<shell>', 'which shell').choices(shells))
    .action(verb(async (shell: Shell) => (await import('./completion.ts')).completionVerb(shell)));

  program
    .command('complete', {hidden: true})
    .argument('[words...]')
    .action(
      verb(async (words: string[]) =>
        (await import('./complete.ts')).completeVerb(words, knownVerbs(program), shells),
      ),
    );

  tellsVersion(program);
  try {
    await program.parseAsync(argv);
    return exitCode;
  } catch (error) {
    // Commander has said what is wrong; `--help` and `--version` also end here, with code 0.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.user;
    process.stderr.write(bugReport(error));
    return exitCodes.bug;
  }
}

export interface InitOptions {
  readonly data?: string;
  readonly dataset?: string;
}

export interface RunOptions {
  readonly experiment?: string;
  readonly set: readonly string[];
  readonly jobs?: number;
  readonly failFast?: true;
  readonly plain?: true;
  readonly json?: true;
  readonly dry?: true;
  readonly trace?: true;
  readonly only?: string;
  readonly from?: string;
  readonly downstream?: string;
  readonly force?: string | true;
  readonly forceDownstream?: string;
  readonly cache: boolean;
}

export interface SweepOptions {
  readonly file?: string;
  readonly set: readonly string[];
  readonly jobs?: number;
  /** Seconds. */
  readonly budget?: number;
  readonly plain?: true;
  readonly json?: true;
}

export interface PlanOptions {
  readonly file?: string;
  readonly set: readonly string[];
  readonly jobs?: number;
  /** Seconds. */
  readonly budget?: number;
  readonly json?: true;
}

export interface SweepControlOptions {
  readonly file: string;
}

export interface CompareOptions {
  readonly file: string;
  readonly plain?: true;
  readonly where?: string;
  readonly sort?: string;
  readonly columns?: string;
  readonly onlyDifferences?: true;
  readonly baseline?: string;
  readonly group?: true;
  readonly limit?: number;
  readonly failIf?: string;
  readonly pane?: PaneName;
  readonly metric?: string;
  readonly images?: 'kitty' | 'sixel' | 'blocks' | 'none';
  readonly json?: true;
  readonly csv?: true;
  readonly md?: true;
}

export interface ReportOptions {
  readonly file: string;
  readonly output: string;
  readonly where?: string;
  readonly sort?: string;
  readonly baseline?: string;
  readonly limit?: number;
  readonly figures?: string;
  readonly open?: true;
}

export interface ShowOptions {
  readonly file: string;
  readonly pipeline?: true;
  readonly diff?: true;
  readonly json?: true;
}

export interface WhyOptions {
  readonly file: string;
  readonly experiment?: string;
  readonly set: readonly string[];
  readonly run?: string;
  readonly json?: true;
}

export interface AcceptOptions {
  readonly file: string;
  readonly experiment?: string;
  readonly set: readonly string[];
  readonly message?: string;
  readonly undo?: true;
}

export interface RerunOptions {
  readonly file: string;
  readonly set: readonly string[];
  readonly force?: true;
  readonly jobs?: number;
  readonly failFast?: true;
  readonly plain?: true;
  readonly json?: true;
}

export interface VerifyOptions {
  readonly file: string;
  readonly set: readonly string[];
  readonly json?: true;
  readonly keep?: true;
}

export interface ExportRunOptions {
  readonly file: string;
  readonly output?: string;
}

export interface ImportRunOptions {
  readonly file: string;
  readonly newId?: true;
  readonly sources: boolean;
}

export interface DagOptions {
  readonly mermaid?: true;
}

export interface ModelOptions {
  readonly set: readonly string[];
  /** Height and width in pixels. */
  readonly image: readonly [number, number];
  readonly classes: number;
  readonly json?: true;
}

export interface GcOptions {
  readonly file: string;
  /** Milliseconds. */
  readonly olderThan?: number;
  /** Bytes. */
  readonly maxSize?: number;
  readonly dry?: true;
  readonly explain?: true;
  readonly json?: true;
}

export interface RestoreOptions {
  readonly file: string;
  readonly to?: string;
  readonly copy?: true;
}

export interface FsckOptions {
  readonly file: string;
  readonly repair?: true;
  readonly json?: true;
}

export interface PinOptions {
  readonly file: string;
}

export interface DoctorOptions {
  readonly json?: true;
}

const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

const knownVerbs = (program: Command): readonly KnownVerb[] =>
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

/** Behind every verb, although only the first help names it. */
function tellsVersion(command: Command): void {
  command.version(version, '-V, --version');
  if (command.parent !== null) command.options.at(-1)?.hideHelp();
  command.commands.forEach(tellsVersion);
}

/** Names by comma, in one option or in several of them. */
const listed = (value: string, before?: string | true): string =>
  typeof before === 'string' ? `${before},${value}` : value;

const gather = (value: string, before: readonly string[]): readonly string[] => [...before, value];

function wholeNumber(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new InvalidArgumentError(`${text} is not a whole number above 0.`);
}

function imageSize(text: string): readonly [number, number] {
  const [, height, width] = /^([1-9]\d{0,3})[x×]([1-9]\d{0,3})$/.exec(text) ?? [];
  if (height !== undefined && width !== undefined) return [Number(height), Number(width)];
  throw new InvalidArgumentError(`${text} is not a size such as 28x28.`);
}

const bugReport = (error: unknown): string =>
  `This is a bug of epochal ${version}, not a mistake of yours. Please report it with what you ran:\n` +
  `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`;
