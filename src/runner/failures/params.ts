import type {Failure, Place} from '../failure.ts';
import {didYouMean, user} from './words.ts';

/** Texts about params and `-s`: functions from facts to a failure. `origin` is what the reader wrote where there is no place in a file: `-s train.epochs=many`. */

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
    readonly typed?: true | undefined;
  },
): Failure =>
  user(
    'param-unknown',
    `${from(facts.origin)}There is no param ${facts.param}${facts.experiment === undefined ? '' : ` in experiment ${facts.experiment}`}.`,
    facts.where,
    [
      didYouMean(facts.suggestion, 'There are', facts.known),
      ...(facts.origin === undefined ? leftOutBy(facts) : []),
    ].join(' '),
    {param: facts.param},
  );

/** How what the pipeline sets is left out, where another model or optimiser that does not know it was chosen outside. */
function leftOutBy(facts: {
  readonly param: string;
  readonly experiment: string | undefined;
  readonly typed?: true | undefined;
}): readonly string[] {
  if (facts.experiment !== undefined)
    return [`\`${facts.param}: null\` in the experiment leaves out what the pipeline sets.`];
  return facts.typed === true ? [`\`-s ${facts.param}=null\` leaves out what the pipeline sets.`] : [];
}

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
