import type {Failure, Place} from './failure.ts';
import {variableUnknown} from './failures.ts';
import type {ParamValue} from './param-value.ts';
import {suggest} from './suggest.ts';
import type {Entry, YamlReader} from './yaml-reader.ts';

/** The values under `params:` at the top of a pipeline, for `${name}` below. */
export type Variables = ReadonlyMap<string, ParamValue>;

export function readVariables(reader: YamlReader, given: Entry | undefined): Variables {
  const variables = new Map<string, ParamValue>();
  if (given === undefined || reader.isNothing(given.value)) return variables;
  const asked = {what: '`params:`', example: '`params: {image_size: 28}`'};
  for (const {key, value} of reader.entries(given.value, asked) ?? []) {
    const read = reader.param(value, `\`${key}:\``);
    if (read !== undefined) variables.set(key, read);
  }
  return variables;
}

/**
 * Puts in what `${name}` stands for. Alone it keeps its type, as in `epochs: ${epochs}`; within text it becomes text.
 * `$${` is how to write the characters themselves.
 */
export function putIn(
  value: ParamValue,
  {
    variables,
    where,
    faults,
  }: {readonly variables: Variables; readonly where: Place; readonly faults: Failure[]},
): ParamValue {
  const valueOf = (name: string): ParamValue => {
    const found = variables.get(name);
    if (found !== undefined) return found;
    const known = [...variables.keys()];
    faults.push(variableUnknown({where, name, known, suggestion: suggest(name, known)}));
    return null;
  };
  if (typeof value === 'object' && value !== null)
    return value.map((item) => putIn(item, {variables, where, faults}));
  if (typeof value !== 'string') return value;
  const alone = /^\$\{([^}]*)\}$/.exec(value)?.[1];
  if (alone !== undefined) return valueOf(alone.trim());
  return value.replace(
    /\$(\$\{)|\$\{([^}]*)\}/g,
    (_, escaped: string | undefined, name: string | undefined) =>
      escaped === undefined ? String(valueOf((name ?? '').trim())) : escaped,
  );
}
