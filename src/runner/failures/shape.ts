import type {Failure, Place} from '../failure.ts';
import {didYouMean, user} from './words.ts';

/** Texts about the shape of a pipeline file, an experiment or a sweep: functions from facts to a failure. */

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
