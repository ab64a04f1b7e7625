import type {Failure} from './failure.ts';
import {cycle, needUnknown} from './failures/stages.ts';
import {topologicalOrder} from './graph.ts';
import type {Stage} from './pipeline.ts';
import type {StageDraft} from './read-stage.ts';
import {suggest} from './suggest.ts';
import {cellLabel, stagesNamed} from './matrix/cell-name.ts';
import {needOfMany} from './matrix/failures.ts';
import type {NeedDraft} from './read-needs.ts';

/** Joins stages by their needs, inputs first. A draft that is only a name was too broken to read, but can be needed. */
export function orderStages(
  drafts: readonly (StageDraft | Stage['name'])[],
  faults: Failure[],
): readonly Stage[] {
  const known = drafts.map((draft) => (typeof draft === 'string' ? draft : draft.stage.name));
  const stages = new Map<string, Stage>();
  for (const draft of drafts) {
    if (typeof draft === 'string') continue;
    const {stage, needs} = draft;
    const joined = needs.flatMap((need) => joinedNeeds(stage, need, {known, faults}));
    stages.set(stage.name, {...stage, needs: Object.fromEntries(joined)});
  }
  const graph = new Map([...stages].map(([name, {needs}]) => [name, Object.values(needs)]));
  for (;;) {
    const found = topologicalOrder(graph);
    if ('order' in found)
      return found.order.map((name) => stages.get(name)).filter((stage) => stage !== undefined);
    const first = stages.get(found.cycle[0] ?? '');
    if (first !== undefined) faults.push(cycle(first.place, found.cycle));
    // Without it the next circle shows.
    for (const name of found.cycle) graph.delete(name);
  }
}

interface Joining {
  readonly known: readonly string[];
  readonly faults: Failure[];
}

/** Role → stage; of a stage with a matrix every cell that is meant, each by a role of its own: `folds[fold=1]`. */
function joinedNeeds(
  {name, definition}: StageDraft['stage'],
  {role, stage: need, where}: NeedDraft,
  {known, faults}: Joining,
): readonly (readonly [role: string, stage: string])[] {
  const named = stagesNamed(need, known);
  if (named.length === 0) {
    const suggestion = suggest(need, known);
    faults.push(needUnknown({where, stage: name, need, known, suggestion}));
  }
  const declared = Object.hasOwn(definition.inputs, role) ? definition.inputs[role] : undefined;
  const base = role.replace(/\[.*$/, '');
  const byCell = (stage: string): readonly [string, string] => {
    const label = cellLabel(stage);
    return [label === undefined ? base : `${base}[${label}]`, stage];
  };
  const [only] = named;
  if (only !== undefined && named.length === 1)
    return [declared?.many === true ? byCell(only) : [role, only]];
  if (named.length > 1 && declared !== undefined && declared.many === undefined)
    faults.push(needOfMany({where, stage: name, role, uses: definition.name, cells: named}));
  return named.map((each) => byCell(each));
}
