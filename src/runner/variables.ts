import type {Failure, Place} from './failure.ts';
import {matrixVariableUnknown, variableUnknown} from './failures/params.ts';
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
    const ofCell = name.startsWith(cellPrefix);
    const known = [...variables.keys()].filter((each) => each.startsWith(cellPrefix) === ofCell);
    const unknown = ofCell ? matrixVariableUnknown : variableUnknown;
    faults.push(unknown({where, name, known, suggestion: suggest(name, known)}));
    return null;
  };
  const textOf = (name: string): string => {
    const found = valueOf(name);
    // A cell without that value has nothing there.
    return found === null && name.startsWith(cellPrefix) ? '' : String(found);
  };
  if (typeof value === 'object' && value !== null)
    return value.map((item) => putIn(item, {variables, where, faults}));
  if (typeof value !== 'string') return value;
  const alone = /^\$\{([^}]*)\}$/.exec(value)?.[1];
  if (alone !== undefined) return valueOf(alone.trim());
  return value.replace(
    /\$(\$\{)|\$\{([^}]*)\}/g,
    (_, escaped: string | undefined, name: string | undefined) =>
      escaped === undefined ? textOf((name ?? '').trim()) : escaped,
  );
}

/** Of the values of a stage's own cell: `${matrix.seed}`. */
const cellPrefix = 'matrix.';

/** In a command, where every other `${…}` is the shell's. No variable of a shell has a dot in its name. */
export const putInCell = (
  text: string,
  around: {readonly variables: Variables; readonly where: Place; readonly faults: Failure[]},
): string =>
  text.replaceAll(/\$\{\s*matrix\.[^}]*\}/g, (reference) => {
    const value = putIn(reference, around);
    return value === null ? '' : String(value);
  });
