import type {Failure, Place} from '../failure.ts';

/** A place, if there is one: `exactOptionalPropertyTypes` wants the field left out, not undefined. */
const at = (where: Place | undefined): {readonly where?: Place} => (where === undefined ? {} : {where});

export const user = (
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

export const didYouMean = (
  suggestion: string | undefined,
  intro: string,
  names: readonly string[],
): string | undefined => {
  const list = names.length === 0 ? undefined : `${intro}: ${names.join(', ')}.`;
  return suggestion === undefined ? list : [`Did you mean ${suggestion}?`, list].filter(Boolean).join(' ');
};
