import type {Failure, Place} from '../failure.ts';
import {didYouMean, user} from './words.ts';

/** Texts about stages and what they need: functions from facts to a failure. */

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
