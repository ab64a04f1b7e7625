import type {Failure, Place} from './failure.ts';

/** All texts of the runner's failures: functions from facts to a failure. */

/** A place, if there is one: `exactOptionalPropertyTypes` wants the field left out, not undefined. */
const at = (where: Place | undefined): {readonly where?: Place} => (where === undefined ? {} : {where});

const user = (
  code: string,
  what: string,
  where: Place | undefined,
  todo: string | undefined,
  facts?: Failure['facts'],
): Failure => ({
  code,
  blame: 'user',
  what,
  ...at(where),
  ...(todo === undefined ? {} : {todo}),
  ...(facts === undefined ? {} : {facts}),
});

const didYouMean = (
  suggestion: string | undefined,
  intro: string,
  names: readonly string[],
): string | undefined => {
  const list = names.length === 0 ? undefined : `${intro}: ${names.join(', ')}.`;
  return suggestion === undefined ? list : [`Did you mean ${suggestion}?`, list].filter(Boolean).join(' ');
};

// Files

export const fileMissing = (kind: string, file: string): Failure =>
  user(
    `${kind}-missing`,
    `There is no file ${file}.`,
    {file},
    kind === 'pipeline'
      ? 'Name the pipeline file, as in `epochal run path/to/pipeline.yaml`, or make one: `epochal init`.'
      : 'Write the file, or correct the name.',
  );

export const fileUnreadable = (file: string, reason: string): Failure =>
  user('file-unreadable', `${file} cannot be read: ${reason}.`, {file}, 'Make it a file that you may read.');

export const fileNotText = (file: string): Failure =>
  user('file-not-text', `${file} is not UTF-8 text.`, {file}, 'Save it as UTF-8.');

export const fileTooLarge = (facts: {
  readonly file: string;
  readonly bytes: number;
  readonly limit: number;
}): Failure =>
  user(
    'file-too-large',
    `${facts.file} has ${facts.bytes} bytes; ${facts.limit} is the most such a file may have.`,
    {file: facts.file},
    'Check that it is the file you mean.',
    facts,
  );

export const fileEmpty = (file: string, needs: string): Failure =>
  user('file-empty', `${file} is empty.`, {file, line: 1, column: 1}, `It needs ${needs}.`);

export const yamlInvalid = (where: Place, reason: string, todo?: string): Failure =>
  user('yaml-invalid', `This is not valid YAML: ${reason}`, where, todo);

export const keyTwice = (where: Place, key: string): Failure =>
  user('key-twice', `${key} is given twice.`, where, 'Keep one of the two.');

export const tooMuch = (where: Place): Failure =>
  user(
    'yaml-too-much',
    'The aliases of this file unfold to more values than any pipeline has.',
    where,
    'Write the values out.',
  );

// Shape

export const wrongShape = (facts: {
  readonly where: Place;
  readonly what: string;
  readonly expected: string;
  readonly example: string;
}): Failure =>
  user(
    'shape-wrong',
    `${facts.what} must be ${facts.expected}.`,
    facts.where,
    `For example: ${facts.example}`,
  );

export const unknownKey = (facts: {
  readonly where: Place;
  readonly key: string;
  readonly of: string;
  readonly suggestion: string | undefined;
  readonly known: readonly string[];
}): Failure =>
  user(
    'key-unknown',
    `${facts.of} knows no key ${facts.key}.`,
    facts.where,
    didYouMean(facts.suggestion, 'It knows', facts.known),
  );

export const notYet = (where: Place, key: string): Failure =>
  user('not-yet-supported', `${key} is not yet supported.`, where, 'Leave it out.');

export const stagesMissing = (where: Place): Failure =>
  user(
    'stages-missing',
    'The pipeline has no stages.',
    where,
    'Add some, as in `stages: {download: {uses: download}}`.',
  );

export const badName = (where: Place, kind: string, name: string): Failure =>
  user(
    'name-invalid',
    `${JSON.stringify(name)} cannot be the name of ${kind}.`,
    where,
    'Begin with a lower-case letter; go on with lower-case letters, digits, _ or -.',
  );

export const badDirection = (where: Place, metric: string, given: string): Failure =>
  user(
    'metric-direction',
    `Which way is better for ${metric} must be max or min, not ${given}.`,
    where,
    `Write \`${metric}: max\` or \`${metric}: min\`.`,
  );

// Stages

export const usesMissing = (where: Place, stage: string, known: readonly string[]): Failure =>
  user(
    'uses-missing',
    `Stage ${stage} does not say what it uses.`,
    where,
    `Add \`uses:\` with one of: ${known.join(', ')}; or \`run:\` with a command.`,
  );

export const usesUnknown = (facts: {
  readonly where: Place;
  readonly stage: string;
  readonly uses: string;
  readonly suggestion: string | undefined;
  readonly known: readonly string[];
}): Failure =>
  user(
    'uses-unknown',
    `Stage ${facts.stage} uses ${facts.uses}, which is no stage definition.`,
    facts.where,
    didYouMean(facts.suggestion, 'There are', facts.known),
  );

export const roleUnknown = (facts: {
  readonly where: Place;
  readonly stage: string;
  readonly role: string;
  readonly uses: string;
  readonly suggestion: string | undefined;
  readonly known: readonly string[];
}): Failure =>
  user(
    'role-unknown',
    `Stage ${facts.stage} is given ${facts.role}, but ${facts.uses} takes ${facts.known.length === 0 ? 'no inputs' : 'no such input'}.`,
    facts.where,
    facts.known.length === 0 ? 'Leave `needs:` out.' : didYouMean(facts.suggestion, 'It takes', facts.known),
  );

export const roleMissing = (facts: {
  readonly where: Place;
  readonly stage: string;
  readonly role: string;
  readonly uses: string;
  readonly doc: string;
}): Failure =>
  user(
    'role-missing',
    `Stage ${facts.stage} lacks its input ${facts.role}: ${facts.doc.replace(/\.$/, '')}.`,
    facts.where,
    `Name the stage that makes it: \`needs: {${facts.role}: …}\`.`,
  );

export const rolesNeeded = (where: Place, stage: string, roles: readonly string[]): Failure =>
  user(
    'roles-needed',
    `Stage ${stage} takes ${roles.length} inputs, so a list does not say which is which.`,
    where,
    `Name them: \`needs: {${roles.map((role) => `${role}: …`).join(', ')}}\`.`,
  );

export const needUnknown = (facts: {
  readonly where: Place;
  readonly stage: string;
  readonly need: string;
  readonly suggestion: string | undefined;
  readonly known: readonly string[];
}): Failure =>
  user(
    'need-unknown',
    `Stage ${facts.stage} needs ${facts.need}, which is no stage of this pipeline.`,
    facts.where,
    didYouMean(facts.suggestion, 'Its stages are', facts.known),
  );

export const cycle = (where: Place, stages: readonly string[]): Failure =>
  user(
    'cycle',
    `Stages need each other in a circle: ${stages.join(' → ')} (each needs the next).`,
    where,
    'Take one of these needs out.',
    {cycle: stages},
  );

// Params. `origin` is what the reader wrote where there is no place in a file: `-s train.epochs=many`.

interface OfParam {
  readonly where: Place | undefined;
  readonly origin: string | undefined;
  readonly param: string;
}

const from = (origin: string | undefined): string => (origin === undefined ? '' : `${origin}: `);

export const paramUnknown = (
  facts: OfParam & {
    readonly suggestion: string | undefined;
    readonly known: readonly string[];
    readonly experiment: string | undefined;
  },
): Failure =>
  user(
    'param-unknown',
    `${from(facts.origin)}There is no param ${facts.param}${facts.experiment === undefined ? '' : ` in experiment ${facts.experiment}`}.`,
    facts.where,
    [
      didYouMean(facts.suggestion, 'There are', facts.known),
      ...(facts.experiment === undefined || facts.origin !== undefined
        ? []
        : [`\`${facts.param}: null\` in the experiment leaves out what the pipeline sets.`]),
    ].join(' '),
    {param: facts.param},
  );

export const paramMissing = (where: Place, param: string, words: string): Failure =>
  user('param-missing', `The param ${param} must be given.`, where, `Give ${words}.`, {param});

export const paramRefused = (
  facts: OfParam & {
    readonly code: string;
    readonly must: string;
    readonly given: string;
    readonly suggestion: string | undefined;
    readonly usual: string | undefined;
  },
): Failure =>
  user(
    facts.code,
    `${from(facts.origin)}${facts.param} ${facts.must}, not ${facts.given}.`,
    facts.where,
    [
      ...(facts.suggestion === undefined ? [] : [`Did you mean ${facts.suggestion}?`]),
      ...(facts.usual === undefined ? [] : [`Left out, it is ${facts.usual}.`]),
    ].join(' ') || undefined,
    {param: facts.param},
  );

export const paramKind = (where: Place, what: string, given: string): Failure =>
  user(
    'param-kind',
    `${what} must be text, a number, true, false, null or a list of those, not ${given}.`,
    where,
    'Write it as one value.',
  );

export const variableUnknown = (facts: {
  readonly where: Place;
  readonly name: string;
  readonly suggestion: string | undefined;
  readonly known: readonly string[];
}): Failure =>
  user(
    'variable-unknown',
    `\${${facts.name}} is not among the values under \`params:\`.`,
    facts.where,
    didYouMean(facts.suggestion, 'There are', facts.known) ??
      `Add \`params: {${facts.name}: …}\` at the top, or write $\${ for the characters themselves.`,
  );

export const matrixVariableUnknown = (facts: {
  readonly where: Place;
  readonly name: string;
  readonly suggestion: string | undefined;
  readonly known: readonly string[];
}): Failure =>
  user(
    'variable-unknown',
    `\${${facts.name}} is no value of this stage's \`matrix:\`.`,
    facts.where,
    didYouMean(facts.suggestion, 'There are', facts.known) ??
      `Give the stage a matrix, as in \`matrix: {${facts.name.replace('matrix.', '')}: [1, 2, 3]}\`.`,
  );

// Experiments and overrides

export const experimentUnknown = (facts: {
  readonly where: Place | undefined;
  readonly name: string;
  readonly file: string;
  readonly suggestion: string | undefined;
  readonly known: readonly string[];
}): Failure =>
  user(
    'experiment-unknown',
    `There is no experiment ${facts.name}: no file ${facts.file}.`,
    facts.where,
    didYouMean(facts.suggestion, 'There are', facts.known) ?? 'Write the file, or leave the name out.',
    {experiment: facts.name},
  );

export const experimentName = (where: Place | undefined, name: string): Failure =>
  user(
    'name-invalid',
    `${JSON.stringify(name)} cannot be the name of an experiment.`,
    where,
    'Use letters, digits, `.`, `_` and `-`: it is the name of a file in experiments/.',
  );

export const paramName = (where: Place | undefined, origin: string | undefined, name: string): Failure =>
  user(
    'param-name',
    `${from(origin)}${JSON.stringify(name)} is not the name of a param.`,
    where,
    'Params are named `stage.param`, as in `train.epochs`.',
  );

export const stageUnknown = (
  facts: OfParam & {
    readonly stage: string;
    readonly suggestion: string | undefined;
    readonly known: readonly string[];
  },
): Failure =>
  user(
    'stage-unknown',
    `${from(facts.origin)}${facts.param} belongs to stage ${facts.stage}, which this pipeline does not have.`,
    facts.where,
    didYouMean(facts.suggestion, 'Its stages are', facts.known),
    {param: facts.param},
  );

export const overrideForm = (text: string): Failure =>
  user(
    'override-form',
    `-s ${text} does not say what to set.`,
    undefined,
    'Write it as `-s stage.param=value`, as in `-s train.epochs=40`.',
  );

export const overrideKind = (text: string): Failure =>
  user(
    'param-kind',
    `-s ${text}: the value must be text, a number, true, false, null or a list of those.`,
    undefined,
    'Put quotes around it where text is meant.',
  );

// Store

/** What the file system refused. */
export const storeRefused = (facts: {
  readonly doing: string;
  readonly folder: string;
  readonly code: string;
}): Failure => {
  const {doing, folder, code} = facts;
  const [why, todo] = refusals(folder)[code] ?? [
    `the system said ${code}`,
    `Look at ${folder}, then run again.`,
  ];
  return {
    code: code === 'ENOSPC' || code === 'EDQUOT' ? 'disk-full' : 'store-refused',
    blame: 'outside',
    what: `${doing} failed: ${why}.`,
    where: {file: folder},
    todo,
    facts,
  };
};

export const notPlainFile = (file: string, kind: string): Failure => ({
  code: 'artifact-not-plain',
  blame: 'stage',
  what: `${file} is ${kind}; an artifact holds files and folders only.`,
  where: {file},
  todo: 'Let the stage write a copy instead.',
});

export const digestMissing = (path: string): Failure =>
  user(
    'input-missing',
    `There is nothing at ${path}.`,
    {file: path},
    'Correct the path, or put the file there.',
  );

export const digestUnreadable = (path: string, reason: string): Failure =>
  user('input-unreadable', `${path} cannot be read: ${reason}.`, {file: path}, 'Make it readable for you.');

// Execution

export const codeUnknown = (module: string): Failure => ({
  code: 'bug',
  blame: 'bug',
  what: `The build holds no code digest of ${module}.`,
  todo: 'Build again with `npm run build`; if that does not help, please report it.',
  facts: {module},
});

const refusals = (folder: string): Readonly<Record<string, readonly [why: string, todo: string]>> => ({
  ENOSPC: ['the disk is full', `Free some space on the disk of ${folder}, then run again.`],
  EDQUOT: ['your quota of disk space is used up', 'Free some space, then run again.'],
  EACCES: ['permission was denied', `Make ${folder} writable for you, then run again.`],
  EPERM: ['permission was denied', `Make ${folder} writable for you, then run again.`],
  EROFS: ['the file system is read only', 'Put the workspace on a disk that can be written.'],
  EMFILE: ['too many files are open', 'Raise the limit (`ulimit -n`), then run again.'],
  EIO: ['the disk could not read or write', `Check the disk of ${folder}, then run again.`],
});

/** What a stage did not expect: where the disk or the system refused it, that; else a bug. */
export const stageStopped = (stage: string, folder: string, error: unknown): Failure =>
  error instanceof Error &&
  'code' in error &&
  'syscall' in error &&
  typeof error.code === 'string' &&
  Object.hasOwn(refusals(folder), error.code)
    ? storeRefused({doing: `Stage ${stage}`, folder, code: error.code})
    : stageThrew(stage, error);

export const stageThrew = (stage: string, error: unknown): Failure => ({
  code: 'bug',
  blame: 'bug',
  what: `Stage ${stage} stopped at an error that should not happen: ${error instanceof Error ? error.message : String(error)}`,
  todo: 'Please report it with the pipeline file; `--json` shows the whole stack.',
  facts: {stack: error instanceof Error ? (error.stack ?? error.message) : String(error)},
});

export const stageCancelled = (stage: string, begun: boolean): Failure => ({
  code: 'cancelled',
  blame: 'cancelled',
  what: begun ? `Stage ${stage} was cancelled.` : `Stage ${stage} was cancelled before it began.`,
});

export const stageTimeout = (stage: string, seconds: number, where: Place): Failure => ({
  code: 'stage-timeout',
  blame: 'stage',
  what: `Stage ${stage} was ended: it took longer than its timeout of ${seconds} s.`,
  where,
  todo: 'Raise its `timeout:`, or give it less to do.',
  facts: {seconds},
});

export const inputChanged = (stage: string, path: string): Failure => ({
  code: 'input-changed',
  blame: 'user',
  what: `${path} changed while stage ${stage} was reading it, so its result was thrown away.`,
  where: {file: path},
  todo: 'Run again when nothing writes to it.',
});

export const codeDigestsMissing = (file: string): Failure => ({
  code: 'build-incomplete',
  blame: 'bug',
  what: `${file} is missing or damaged: without it nothing can be told from the code that made it.`,
  where: {file},
  todo: 'Build with `npm run build`, or install the package again.',
});
