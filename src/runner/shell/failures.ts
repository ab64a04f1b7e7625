import type {Failure, Place} from '../failure.ts';

/** The texts of what can befall a `run:` stage and what it declares. */

export const inputMissing = (where: Place, path: string): Failure => ({
  code: 'input-missing',
  blame: 'user',
  what: `There is no file or folder ${path} in the workspace.`,
  where,
  todo: 'Correct the path, or put the file there.',
  facts: {path},
});

export const inputNoMatch = (where: Place, pattern: string): Failure => ({
  code: 'input-missing',
  blame: 'user',
  what: `No file in the workspace matches ${pattern}.`,
  where,
  todo: 'Correct the pattern: `*` stands within one folder, `**` for any number of folders.',
  facts: {pattern},
});

/** `holds`: as in `the results of all runs (artifacts/)`. */
export const inputHolds = (where: Place, path: string, holds: string): Failure => ({
  code: 'input-holds-store',
  blame: 'user',
  what: `${path} holds ${holds}, so it changes with every run.`,
  where,
  todo: 'Name the files or the folder that the stage reads, or use a pattern such as `data/**`.',
});

export const runAndUses = (where: Place, stage: string): Failure => ({
  code: 'run-and-uses',
  blame: 'user',
  what: `Stage ${stage} has both \`run:\` and \`uses:\`.`,
  where,
  todo: 'Keep one: `run:` for a command, `uses:` for a stage definition.',
});

export const inputsOfBuiltIn = (where: Place, stage: string, uses: string): Failure => ({
  code: 'inputs-not-taken',
  blame: 'user',
  what: `Stage ${stage} declares \`inputs:\`, but ${uses} reads no files besides what it needs.`,
  where,
  todo: '`inputs:` is for `run:` stages and stages from files of your own. Leave it out.',
});

export const variableName = (where: Place, name: string): Failure => ({
  code: 'env-name',
  blame: 'user',
  what: `${JSON.stringify(name)} cannot be the name of a variable of the environment.`,
  where,
  todo: 'Use letters, digits and _, not beginning with a digit.',
});

export const variableReserved = (where: Place, name: string): Failure => ({
  code: 'env-reserved',
  blame: 'user',
  what: `${name} cannot be declared: EPOCHAL_ variables are set for each stage.`,
  where,
  todo: 'Choose another name.',
});

export const roleName = (where: Place, role: string): Failure => ({
  code: 'role-name',
  blame: 'user',
  what: `${JSON.stringify(role)} cannot be the role of an input.`,
  where,
  todo: 'Begin with a letter; go on with letters, digits, _ or -: it becomes EPOCHAL_IN_<ROLE>.',
});

export const rolesAlike = (where: Place, role: string, variable: string): Failure => ({
  code: 'role-twice',
  blame: 'user',
  what: `Two inputs would be ${variable}: the second is ${role}.`,
  where,
  todo: 'Name their roles so that they differ: `needs: {left: a, right: b}`.',
});

interface Ended {
  readonly where: Place;
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** The last lines on stderr, or on stdout where stderr is empty. */
  readonly lastWords: readonly string[];
}

export const commandFailed = ({where, exitCode, signal, lastWords}: Ended): Failure => {
  const end = signal === null ? `with exit code ${exitCode ?? 'unknown'}` : `by signal ${signal}`;
  return {
    code: 'command-failed',
    blame: 'stage',
    what: `The command ended ${end}${lastWords.length === 0 ? ' and said nothing.' : '. Its last words:'}`,
    where,
    ...(lastWords.length === 0 ? {} : {quote: lastWords}),
    todo: todoFor(exitCode, signal),
    facts: {exitCode, signal},
  };
};

function todoFor(exitCode: number | null, signal: string | null): string {
  if (exitCode === 127) return 'Install the program it calls, or correct its name: it is looked for on PATH.';
  if (exitCode === 126) return 'Make the file it calls executable (`chmod +x`).';
  if (signal === 'SIGKILL') return 'The system may have run out of memory: see `dmesg`.';
  return 'Mend what it says. It ran in the folder of the pipeline, and saw only declared variables of the environment.';
}

export const commandNotStarted = (where: Place, reason: string): Failure => ({
  code: 'command-not-started',
  blame: 'outside',
  what: `The command could not be started: ${reason}.`,
  where,
  todo: 'See that /bin/sh is there, that the command is not too long and that processes are left to start.',
});

export const metricsInvalid = (facts: {
  readonly where: Place;
  readonly line: number;
  readonly text: string;
  readonly why: string;
}): Failure => ({
  code: 'metrics-invalid',
  blame: 'stage',
  what: `Line ${facts.line} of EPOCHAL_METRICS ${facts.why}: ${shortened(facts.text)}`,
  where: facts.where,
  todo: 'Append lines such as {"name": "loss", "step": 1, "value": 0.5}.',
  facts: {line: facts.line, text: facts.text},
});

const shortened = (text: string): string => (text.length > 200 ? `${text.slice(0, 199)}…` : text);
