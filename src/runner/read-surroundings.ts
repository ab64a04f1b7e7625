import type {DeclaredInput, DeclaredVariable} from './pipeline.ts';
import {variableName, variableReserved} from './shell/failures.ts';
import {putIn, type Variables} from './variables.ts';
import {isScalar, type Entry, type Spot, type YamlReader} from './yaml-reader.ts';

interface Around {
  readonly reader: YamlReader;
  readonly variables: Variables;
}

/** `inputs:`: files, folders or globs from the workspace on; one alone needs no list. */
export function readInputs(
  given: Entry | undefined,
  {reader, variables}: Around,
): readonly DeclaredInput[] | undefined {
  if (given === undefined || reader.isNothing(given.value)) return undefined;
  const items = reader.items(given.value) ?? [given.value];
  return items.flatMap((item) => {
    const path = reader.text(item, {what: '`inputs:`', example: '`inputs: [words.txt, data/**/*.csv]`'});
    if (path === undefined) return [];
    const {where} = item;
    return [{path: String(putIn(path, {variables, where, faults: reader.faults})), where}];
  });
}

/** `env:`: a map from name to value, where nothing means the user's own; or a list of names, each the user's own. */
export function readEnv(
  given: Entry | undefined,
  {reader, variables}: Around,
): readonly DeclaredVariable[] | undefined {
  if (given === undefined || reader.isNothing(given.value)) return undefined;
  const {faults} = reader;
  const asked = {what: '`env:`', example: '`env: {LANGUAGE: en}`, or `env: [HF_TOKEN]` for one you have set'};
  const named = (name: string, spot: Spot): boolean => {
    const fits = /^[A-Za-z_]\w*$/.test(name);
    if (!fits) faults.push(variableName(spot.where, name));
    else if (name.startsWith('EPOCHAL_')) faults.push(variableReserved(spot.where, name));
    return fits;
  };
  const items = reader.items(given.value) ?? (isScalar(given.value) ? [given.value] : undefined);
  if (items !== undefined)
    return items.flatMap((item) => {
      const name = reader.text(item, asked);
      return name !== undefined && named(name, item) ? [{name}] : [];
    });
  return reader.entries(given.value, asked)?.flatMap(({key, value, where}) => {
    if (!named(key, {node: null, where})) return [];
    const written = reader.param(value, key);
    if (written === undefined || written === null) return [{name: key}];
    // What a cell does not have is empty, as it is in a command.
    const filled = putIn(written, {variables, where: value.where, faults}) ?? '';
    return [{name: key, value: String(filled)}];
  });
}
