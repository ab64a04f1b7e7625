import type {Failure} from './failure.ts';
import {cycle, needUnknown} from './failures.ts';
import {topologicalOrder} from './graph.ts';
import type {Stage} from './pipeline.ts';
import type {StageDraft} from './read-stage.ts';
import {suggest} from './suggest.ts';

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
    for (const {stage: need, where} of needs) {
      if (known.includes(need)) continue;
      faults.push(needUnknown({where, stage: stage.name, need, known, suggestion: suggest(need, known)}));
    }
    stages.set(stage.name, {
      ...stage,
      needs: Object.fromEntries(needs.map((need) => [need.role, need.stage])),
    });
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
