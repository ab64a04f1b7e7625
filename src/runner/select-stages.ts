import {fail, ok, type Failure, type Result} from './failure.ts';
import {ancestors, type Graph} from './graph.ts';
import {stagesNamed} from './matrix/cell-name.ts';
import type {Pipeline, Stage} from './pipeline.ts';
import {namedStageUnknown, notSelected} from './why-failures.ts';

/** Which stages of a pipeline are wanted, and how. Left out or empty: all, as usual. */
export interface Selection {
  /** These alone. */
  readonly only?: readonly string[];
  /** These, and all that depends on them. */
  readonly from?: readonly string[];
  /** All that depends on these, without them. */
  readonly downstream?: readonly string[];
  /** To be run although the store has their result. */
  readonly force?: readonly string[] | 'all';
  /** The same for these and all that depends on them. */
  readonly forceDownstream?: readonly string[];
  /** Take nothing from the store: every selected stage runs for this execution alone. */
  readonly noCache?: boolean;
  /** Report which files the stages read. */
  readonly trace?: boolean;
}

/**
 * The pipeline with what was selected. What selected stages need is kept, to be taken from the store; all else is left out.
 * Or each name that is no stage, and each that is to be forced but not selected.
 */
export function selectStages(pipeline: Pipeline, selection: Selection): Result<Pipeline, readonly Failure[]> {
  const {force = [], noCache = false, trace = false} = selection;
  const known = pipeline.stages.map(({name}) => name);
  const unknown = new Set<string>();
  const stagesOf = (names: readonly string[] = []): readonly string[] =>
    names.flatMap((name) => {
      const found = stagesNamed(name, known);
      if (found.length === 0) unknown.add(name);
      return found;
    });
  const only = stagesOf(selection.only);
  const from = stagesOf(selection.from);
  const downstream = stagesOf(selection.downstream);
  const listed = force === 'all' ? [] : stagesOf(force);
  const forceDownstream = stagesOf(selection.forceDownstream);
  if (unknown.size > 0)
    return fail([...unknown].map((name) => namedStageUnknown(name, 'this pipeline', known)));

  const graph: Graph = new Map(pipeline.stages.map(({name, needs}) => [name, Object.values(needs)]));
  const below = (names: readonly string[]) =>
    known.filter((name) => names.some((each) => ancestors(graph, name).has(each)));
  const named = [...only, ...from, ...below(from), ...below(downstream)];
  const narrowed = only.length + from.length + downstream.length > 0;
  const chosen = new Set(narrowed ? named : known);
  const outside = [...listed, ...forceDownstream].filter((name) => !chosen.has(name));
  if (outside.length > 0) return fail([...new Set(outside)].map((name) => notSelected(name)));

  const forced = new Set(
    force === 'all' ? known : [...listed, ...forceDownstream, ...below(forceDownstream)],
  );
  const needed = new Set([...chosen].flatMap((name) => [...ancestors(graph, name)]));
  const stages = pipeline.stages.flatMap((stage): readonly Stage[] => {
    if (!chosen.has(stage.name)) return needed.has(stage.name) ? [{...stage, mode: 'stored'}] : [];
    if (noCache) return [{...stage, cache: false}];
    return [forced.has(stage.name) ? {...stage, mode: 'afresh'} : stage];
  });
  return ok({...pipeline, stages: trace ? stages.map((stage) => ({...stage, trace})) : stages});
}
