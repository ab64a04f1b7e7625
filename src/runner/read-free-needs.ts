import type {NeedDraft} from './read-needs.ts';
import {inputVariable} from './shell/command-env.ts';
import {roleName, rolesAlike} from './shell/failures.ts';
import {putIn, type Variables} from './variables.ts';
import {isScalar, type Entry, type Spot, type YamlReader} from './yaml-reader.ts';

/** The needs of a `run:` stage, whose roles are what it calls them: a map from role to stage, or a list, where a stage's name is its role. */
export function readFreeNeeds(
  given: Entry | undefined,
  {
    reader,
    variables,
    stage,
  }: {readonly reader: YamlReader; readonly variables: Variables; readonly stage: string},
): readonly NeedDraft[] {
  if (given === undefined || reader.isNothing(given.value)) return [];
  const asked = {what: `\`needs:\` of stage ${stage}`, example: '`needs: {dataset: preprocess}`'};
  const needOf = (spot: Spot, role?: Entry): readonly NeedDraft[] => {
    const {where} = spot;
    const written = reader.text(spot, asked);
    if (written === undefined) return [];
    const need = String(putIn(written, {variables, where, faults: reader.faults}));
    return [{role: role?.key ?? need, stage: need, where}];
  };
  const items = reader.items(given.value) ?? (isScalar(given.value) ? [given.value] : undefined);
  const drafts =
    items?.flatMap((item) => needOf(item)) ??
    reader.entries(given.value, asked)?.flatMap((each) => needOf(each.value, each)) ??
    [];
  const taken = new Set<string>();
  for (const {role, where} of drafts) {
    const variable = inputVariable(role);
    if (!/^[A-Za-z][\w-]*(\[[^[\]]*\])?$/.test(role)) reader.faults.push(roleName(where, role));
    else if (taken.has(variable)) reader.faults.push(rolesAlike(where, role, variable));
    taken.add(variable);
  }
  return drafts;
}
