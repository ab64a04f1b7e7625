import type {Failure} from '../runner/failure.ts';

/** All texts about a database that cannot be used. */

const outside = (code: string, file: string, what: string, todo: string): Failure => ({
  code,
  blame: 'outside',
  what,
  where: {file},
  todo,
});

const user = (code: string, what: string, todo: string, facts?: Failure['facts']): Failure => ({
  code,
  blame: 'user',
  what,
  todo,
  ...(facts === undefined ? {} : {facts}),
});

export const noRuns = (file: string): Failure => ({
  ...user(
    'runs-missing',
    `No runs are recorded here: there is no ${file}.`,
    'Start some with `epochal run`.',
  ),
  where: {file},
});

export const foreignDatabase = (file: string): Failure =>
  outside(
    'runs-foreign',
    file,
    `${file} is a SQLite database of another program.`,
    'Move it away: a new one is made by the next run.',
  );

export const notDatabase = (file: string): Failure =>
  outside(
    'runs-damaged',
    file,
    `${file} is not a SQLite database, or its beginning is damaged.`,
    'Try `epochal fsck --repair`, put a copy from a backup in its place, or move it away: a new one is made by the next run.',
  );

export const damagedDatabase = (file: string, reason: string): Failure =>
  outside(
    'runs-damaged',
    file,
    `${file} is damaged: ${reason}.`,
    'Run `epochal fsck --repair`, which keeps all runs that can be read, put a copy from a backup in its place, or move it away: a new one is made by the next run.',
  );

export const newerDatabase = (facts: {
  readonly file: string;
  readonly found: number;
  readonly known: number;
}): Failure => ({
  ...outside(
    'runs-newer',
    facts.file,
    `${facts.file} was written by a newer Epochal: its format is ${facts.found}, this one knows up to ${facts.known}.`,
    'Install the newest Epochal.',
  ),
  facts,
});

export const lockedDatabase = (file: string, seconds: number): Failure =>
  outside(
    'runs-locked',
    file,
    `${file} is locked by another program, and still was after ${seconds} seconds.`,
    'Close what has it open, such as a database browser with unsaved changes, and try again.',
  );

export const refusedDatabase = (file: string, reason: string): Failure =>
  outside(
    'runs-refused',
    file,
    `${file} cannot be opened or written: ${reason}.`,
    'Make the file and its folder yours to write, or work in a copy of the workspace.',
  );

export const fullDisk = (file: string): Failure =>
  outside('disk-full', file, `${file} cannot grow: the disk is full.`, 'Make room, then run again.');

export const brokenDisk = (file: string, reason: string): Failure =>
  outside(
    'runs-io',
    file,
    `${file} cannot be read or written: ${reason}.`,
    'Check the disk; a network disk may be away.',
  );

export const sqliteMissing = (file: string, reason: string): Failure =>
  outside(
    'sqlite-missing',
    file,
    `The SQLite library (better-sqlite3) does not load here: ${reason}.`,
    'Build it for this Node with `npm rebuild better-sqlite3`.',
  );

export const runUnknown = (name: string): Failure =>
  user(
    'run-unknown',
    `There is no run or experiment ${name}.`,
    '`epochal compare runs` lists what there is.',
    {name},
  );

export const runAmbiguous = (name: string, ids: readonly string[]): Failure =>
  user(
    'run-ambiguous',
    `${name} is the beginning of ${ids.length} runs: ${ids.slice(0, 5).join(', ')}${ids.length > 5 ? ' …' : ''}.`,
    'Write one more letter or two.',
    {name, ids},
  );

export const sweepRuns = (name: string): Failure =>
  user('sweep-runs', `The sweep ${name} is being run by another process.`, 'Wait for it, or end it first.', {
    sweep: name,
  });

export const sweepNowhere = (name: string): Failure =>
  user('sweep-nowhere', `No sweep ${name} is on record.`, `Start it with \`epochal sweep ${name}\`.`, {
    sweep: name,
  });

export const sweepIdle = (name: string): Failure =>
  user(
    'sweep-idle',
    `The sweep ${name} is not being run now.`,
    `\`epochal sweep ${name}\` goes on where it was.`,
    {sweep: name},
  );

export const trialNowhere = (name: string, trial: number, trials: number): Failure =>
  user(
    'trial-nowhere',
    `The sweep ${name} has no trial ${trial}: it has ${trials} so far.`,
    `\`epochal sweep status ${name}\` lists them.`,
    {sweep: name, trial},
  );

export const trialOver = (name: string, trial: number, status: 'done' | 'failed' | 'stopped'): Failure =>
  user(
    'trial-over',
    `Trial ${trial} of the sweep ${name} ${status === 'stopped' ? 'was stopped' : status === 'done' ? 'is done' : 'failed'} already: there is nothing to stop.`,
    `\`epochal sweep status ${name}\` lists those that run.`,
    {sweep: name, trial},
  );

export const baselineEmpty = (name: string): Failure =>
  user(
    'baseline-empty',
    `No run passes ${name}, which should be the baseline.`,
    '`epochal compare runs --where` with that filter shows what passes.',
    {name},
  );

export const gateEmpty = (): Failure =>
  user(
    'gate-empty',
    'No run passes, so `--fail-if` has nothing to judge.',
    'Name other runs, or another `--where`: a gate that judges nothing is no gate.',
    {},
  );

export const gateWithoutCondition = (): Failure =>
  user(
    'gate-condition',
    '`--fail-if` has no condition.',
    'Write one like `val_acc < base - 0.5pp`: an empty one, as of a variable that is not set, would pass everything.',
  );

export const metricWithoutCurves = (): Failure =>
  user(
    'metric-option',
    '`--metric` says which metric `--pane curves` shows, and nothing else.',
    'Write `--pane curves` beside it; which metrics a table shows is said by `--columns`.',
  );

export const runNotDone = (id: string, status: string): Failure =>
  user(
    'run-not-done',
    `Run ${id} is ${status}: only a run that is done can be repeated and compared.`,
    '`epochal compare runs --where status=done` lists those that are.',
    {run: id, status},
  );

/** `what`: `its pipeline`. */
export const notRecorded = (id: string, what: string): Failure =>
  user('not-recorded', `Run ${id} recorded nothing of ${what}.`, '`epochal show` tells what it recorded.', {
    run: id,
  });

export const tooManyForPane = (count: number, most: number): Failure =>
  user(
    'runs-too-many',
    `${count} runs are too many to be shown in a pane: at most ${most} are.`,
    'Name some, or choose with --where or --limit.',
  );
