import type {Place} from './failure.ts';
import {wrongShape} from './failures/shape.ts';
import {roleMissing, rolesNeeded, roleUnknown} from './failures/stages.ts';
import type {StageDefinition} from './stage-definition.ts';
import {suggest} from './suggest.ts';
import {putIn, type Variables} from './variables.ts';
import {isScalar, type Entry, type YamlReader} from './yaml-reader.ts';

/** A need as written: whether that stage exists is seen when all are read. */
export interface NeedDraft {
  readonly role: string;
  readonly stage: string;
  readonly where: Place;
}

interface Around {
  readonly reader: YamlReader;
  readonly variables: Variables;
  readonly stage: string;
  /** Of the stage's name. */
  readonly where: Place;
  readonly definition: StageDefinition;
}

/** A map from role to stage; a list or a single name serves where there is one role. */
export function readNeeds(given: Entry | undefined, around: Around): readonly NeedDraft[] {
  const {reader, stage, where, definition} = around;
  const drafts = given === undefined || reader.isNothing(given.value) ? [] : readDrafts(given, around);
  if (drafts === undefined) return [];
  const known = Object.keys(definition.inputs);
  const of = {stage, uses: definition.name};
  const kept = drafts.filter(({role, where: place}) => {
    if (known.includes(declaredRole(role, definition))) return true;
    reader.faults.push(roleUnknown({where: place, role, known, suggestion: suggest(role, known), ...of}));
    return false;
  });
  for (const [role, {doc, optional}] of Object.entries(definition.inputs)) {
    if (optional === true || kept.some((draft) => declaredRole(draft.role, definition) === role)) continue;
    // A role by a wrong name was reported: saying that the right one is missing helps nobody.
    if (drafts.some((draft) => suggest(draft.role, known) === role)) continue;
    reader.faults.push(roleMissing({where: given?.where ?? where, role, doc, ...of}));
  }
  const {variables} = around;
  return kept.map(({role, stage: need, value}) => ({
    role,
    stage: String(putIn(need, {variables, where: value, faults: reader.faults})),
    where: value,
  }));
}

/** Of those cells that a role takes together each has a role of its own: `folds[fold=1]`. */
function declaredRole(role: string, {inputs}: StageDefinition): string {
  const base = role.replace(/\[.*\]$/, '');
  return Object.hasOwn(inputs, base) && inputs[base]?.many === true ? base : role;
}

interface Draft extends NeedDraft {
  /** Of the stage's name, where `where` is that of the role. */
  readonly value: Place;
}

function readDrafts({value}: Entry, {reader, stage, definition}: Around): readonly Draft[] | undefined {
  const asked = {what: `\`needs:\` of stage ${stage}`, example: '`needs: {dataset: preprocess}`'};
  const items = reader.items(value) ?? (isScalar(value) ? [value] : undefined);
  const roles = Object.keys(definition.inputs);
  if (items === undefined) {
    return reader.entries(value, asked)?.flatMap((each) => {
      const need = reader.text(each.value, {what: `Input ${each.key}`, example: asked.example});
      return need === undefined
        ? []
        : [{role: each.key, stage: need, where: each.where, value: each.value.where}];
    });
  }
  const required = roles.filter((role) => definition.inputs[role]?.optional !== true);
  const only = required.length === 1 ? required[0] : roles.length === 1 ? roles[0] : undefined;
  if (roles.length > 1 && only === undefined) {
    reader.faults.push(rolesNeeded(value.where, stage, roles));
    return undefined;
  }
  if (items.length > 1) {
    const expected = roles.length === 0 ? 'left out' : 'one stage';
    reader.faults.push(wrongShape({where: value.where, ...asked, expected}));
    return undefined;
  }
  return items.flatMap((item) => {
    const need = reader.text(item, {what: asked.what, example: asked.example});
    // Where no input is taken, the stage's own name stands in for the role in the message.
    return need === undefined
      ? []
      : [{role: only ?? need, stage: need, where: item.where, value: item.where}];
  });
}
