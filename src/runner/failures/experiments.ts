import type {Failure, Place} from '../failure.ts';
import {didYouMean, user} from './words.ts';

/** Texts about experiments: functions from facts to a failure. */

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
