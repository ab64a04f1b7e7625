import type {Failure, Place} from '../runner/failure.ts';

/** All texts of what can be wrong with a sweep. */

const user = (code: string, what: string, where: Place | undefined, todo?: string): Failure => ({
  code,
  blame: 'user',
  what,
  ...(where === undefined ? {} : {where}),
  ...(todo === undefined ? {} : {todo}),
});

const meant = (suggestion: string | undefined): string =>
  suggestion === undefined ? '' : `Did you mean ${suggestion}? `;

export const sweepUnknown = (facts: {
  readonly name: string;
  readonly file: string;
  readonly known: readonly string[];
  readonly suggestion: string | undefined;
}): Failure =>
  user(
    'sweep-unknown',
    `There is no sweep ${facts.name}: no file ${facts.file}.`,
    undefined,
    facts.known.length === 0
      ? 'Write the file, as in docs/sweeps.md.'
      : `${meant(facts.suggestion)}There are: ${facts.known.join(', ')}.`,
  );

export const sweepName = (file: string): Failure =>
  user(
    'sweep-name',
    `${file} is not the name of a sweep file.`,
    {file},
    'Name it like `experiments/epochs.sweep.yaml`: letters, digits, `.`, `_` and `-`, then `.sweep.yaml`.',
  );

export const spaceMissing = (where: Place): Failure =>
  user(
    'space-missing',
    'The sweep has no space: nothing to try.',
    where,
    'Add one, as in `space: {train.epochs: [5, 10, 20]}`.',
  );

export const methodUnknown = (facts: {
  readonly where: Place;
  readonly method: string;
  readonly known: readonly string[];
  readonly suggestion: string | undefined;
}): Failure =>
  user(
    'method-unknown',
    `There is no method ${facts.method}.`,
    facts.where,
    `${meant(facts.suggestion)}There are: ${facts.known.join(', ')}.`,
  );

export const valuesShape = (where: Place, param: string): Failure =>
  user(
    'values-shape',
    `What ${param} may be must be a list, or a range.`,
    where,
    'For example: `[5, 10, 20]`, `{int: [5, 40]}`, `{float: [0.0001, 0.01], log: true}` or `{choices: [mlp, cnn], when: {…}}`.',
  );

export const valuesEmpty = (where: Place, param: string): Failure =>
  user('values-empty', `${param} has no values to try.`, where, 'Give it one at least.');

export const valuesTwice = (where: Place, param: string, value: string): Failure =>
  user('values-twice', `${param} has ${value} twice.`, where, 'Keep one of the two.');

export const rangeEnds = (where: Place, type: 'int' | 'float'): Failure =>
  user(
    'range-ends',
    `\`${type}:\` must be a list of two ${type === 'int' ? 'whole numbers' : 'numbers'}, the lower first.`,
    where,
    type === 'int' ? 'For example: `{int: [5, 40]}`.' : 'For example: `{float: [0, 0.2]}`.',
  );

export const rangeLog = (where: Place): Failure =>
  user(
    'range-log',
    'A range with `log: true` must begin above zero.',
    where,
    'Raise its lower end, or leave `log` out.',
  );

export const rangeStep = (where: Place, why: string): Failure =>
  user('range-step', `\`step:\` ${why}.`, where, 'For example: `{float: [0, 0.2], step: 0.05}`.');

export const rangePoints = (where: Place): Failure =>
  user(
    'range-points',
    '`points:` must be a whole number of 2 or more, without `step:` beside it.',
    where,
    'For example: `{float: [0, 0.2], points: 5}`.',
  );

export const rangeWithoutPoints = (where: Place, param: string): Failure =>
  user(
    'range-endless',
    `A grid must know how many values of ${param} to take.`,
    where,
    'Add `step:` or `points:`, write a list, or take another method.',
  );

export const flagKind = (where: Place, what: string): Failure =>
  user('shape-wrong', `${what} must be true or false.`, where);

export const conditionParam = (facts: {
  readonly where: Place;
  readonly of: string;
  readonly param: string;
  readonly known: readonly string[];
  readonly suggestion: string | undefined;
}): Failure =>
  user(
    'condition-param',
    `${facts.of} names ${facts.param}, which is not among the params of the space${facts.of === '`when:`' ? ' before it' : ''}.`,
    facts.where,
    `${meant(facts.suggestion)}${facts.known.length === 0 ? 'Put that param first.' : `There are: ${facts.known.join(', ')}.`}`,
  );

export const conditionValue = (facts: {
  readonly where: Place;
  readonly param: string;
  readonly value: string;
  readonly choices: readonly string[];
}): Failure =>
  user(
    'condition-value',
    `${facts.param} is never ${facts.value} in this space.`,
    facts.where,
    `It is one of: ${facts.choices.join(', ')}.`,
  );

export const excludeShape = (where: Place): Failure =>
  user(
    'exclude-shape',
    '`exclude:` must be a list of combinations to leave out.',
    where,
    'For example: `exclude: [{train.model: mlp, train.epochs: 40}]`.',
  );

export const inSpaceAndSet = (where: Place, param: string): Failure =>
  user('param-twice', `${param} is in the space and under \`set:\`.`, where, 'Keep one of the two.');

export const overriddenSpace = (origin: string, param: string): Failure =>
  user(
    'param-swept',
    `${origin}: ${param} is what this sweep varies.`,
    undefined,
    'Leave the option out, or change the space.',
  );

export const overriddenSeed = (origin: string, param: string): Failure =>
  user(
    'seed-swept',
    `${origin}: \`seeds:\` of this sweep sets ${param} for each trial.`,
    undefined,
    'Leave the option out, or write other seeds, as in `seeds: [4, 5, 6]`.',
  );

export const allExcluded = (where: Place): Failure =>
  user(
    'space-excluded',
    'Every point of the space is excluded: nothing is left to try.',
    where,
    'Take a combination out of `exclude:`, or add values to the space.',
  );

export const seedsOverBudget = (where: Place, seeds: number, trials: number): Failure =>
  user(
    'budget-short',
    `A point takes ${seeds} trials, one for each seed; the budget has ${trials}.`,
    where,
    'Raise `trials:`, or try fewer seeds.',
  );

export const seedsShape = (where: Place): Failure =>
  user(
    'seeds-shape',
    '`seeds:` must be a whole number of 1 or more, or a list of seeds.',
    where,
    'For example: `seeds: 3` or `seeds: [1, 2, 3]`.',
  );

export const seedsNowhere = (where: Place): Failure =>
  user(
    'seeds-nowhere',
    'No stage of this pipeline has a param `seed` for `seeds:` to set.',
    where,
    'Leave `seeds:` out, or put the param that plays its part in the space.',
  );

export const seedInSpace = (where: Place, param: string): Failure =>
  user(
    'seed-swept',
    `${param} is in the space or under \`set:\`, and \`seeds:\` would set it too.`,
    where,
    'Keep one of the two.',
  );

export const objectiveMissing = (where: Place): Failure =>
  user(
    'objective-missing',
    'Nothing says what this sweep seeks: neither `objective:` here nor `metrics:` in the pipeline.',
    where,
    'Add `objective: {metric: val_acc, direction: max}`.',
  );

export const objectiveDirection = (where: Place, metric: string): Failure =>
  user(
    'objective-direction',
    `Which way is better for ${metric} is said nowhere.`,
    where,
    `Write \`objective: {metric: ${metric}, direction: max}\`, or min.`,
  );

export const choiceOf = (where: Place, what: string, known: readonly string[]): Failure =>
  user('choice-wrong', `${what} must be one of: ${known.join(', ')}.`, where);

export const budgetNumber = (where: Place, key: string, must: string): Failure =>
  user('budget-number', `\`${key}:\` must be ${must}.`, where);

export const budgetMissing = (where: Place, method: string): Failure =>
  user(
    'budget-missing',
    `The method ${method} goes on for ever, and nothing says when to stop.`,
    where,
    'Add a budget, as in `budget: {trials: 20}` or `budget: {time: 30m}`.',
  );

export const epochsNowhere = (where: Place): Failure =>
  user(
    'epochs-nowhere',
    'No stage of this pipeline has a param `epochs` to count.',
    where,
    'Limit the sweep by `trials:` or `time:`.',
  );

export const seedNumber = (where: Place): Failure =>
  user('seed-number', '`seed:` must be a whole number from 0 to 4294967295.', where);

export const dimensionsMany = (facts: {
  readonly where: Place;
  readonly method: string;
  readonly most: number;
  readonly found: number;
}): Failure =>
  user(
    'space-wide',
    `The method ${facts.method} takes ${facts.most} params at most; this space has ${facts.found}.`,
    facts.where,
    'Take `method: random`.',
  );

export const metricMissing = (trial: number, metric: string): Failure => ({
  code: 'objective-not-recorded',
  blame: 'user',
  what: `Trial ${trial} recorded no ${metric}, so it cannot be compared.`,
  todo: 'Name a metric that a stage records: `epochal show` lists those of a run.',
});

export const metricNotFinite = (trial: number, metric: string, value: number): Failure => ({
  code: 'objective-not-finite',
  blame: 'stage',
  what: `${metric} of trial ${trial} is ${value}.`,
});

export const ruleUnknown = (facts: {
  readonly where: Place;
  readonly rule: string;
  readonly known: readonly string[];
  readonly suggestion: string | undefined;
}): Failure =>
  user(
    'early-stop-unknown',
    `There is no way ${facts.rule} to stop early.`,
    facts.where,
    `${meant(facts.suggestion)}There are: ${facts.known.join(', ')}.`,
  );
