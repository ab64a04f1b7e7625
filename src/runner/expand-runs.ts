import {checkParams} from './check-params.ts';
import {fail, ok, type Failure, type Result} from './failure.ts';
import {paramNameFault} from './load-experiments.ts';
import {narrowness, splitParam, stagesNamed} from './matrix/cell-name.ts';
import type {Override} from './overrides.ts';
import type {Experiment, GivenParam, Pipeline, PlannedRun, Stage} from './pipeline.ts';

/**
 * The runs to come: the pipeline once for each experiment, or once under its own name where there is none.
 * The experiment's changes come first, then the overrides, then every stage's params are checked again.
 */
export function expandRuns(
  pipeline: Pipeline,
  experiments: readonly Experiment[],
  overrides: readonly Override[],
): Result<readonly PlannedRun[], readonly Failure[]> {
  const misnamed = overrides
    .map(({param, origin}) => paramNameFault(pipeline, {param, origin, where: undefined}))
    .filter((fault) => fault !== undefined);
  if (misnamed.length > 0) return fail(misnamed);
  const typed = new Map(
    overrides.map(({param, value, origin}) => [param, {value, origin, where: undefined}]),
  );
  const expanded =
    experiments.length === 0
      ? [expand(pipeline, pipeline.name, [typed], undefined)]
      : experiments.map((each) => expand(pipeline, each.name, [changesOf(each), typed], each.name));
  const faults = expanded.flatMap((each) => (each.ok ? [] : each.failure));
  return faults.length > 0
    ? fail(withoutRepeats(faults))
    : ok(expanded.flatMap((each) => (each.ok ? [each.value] : [])));
}

type Changes = ReadonlyMap<string, GivenParam>;

const changesOf = ({set, places}: Experiment): Changes =>
  new Map(Object.entries(set).map(([param, value]) => [param, {value, where: places[param]}]));

function expand(
  pipeline: Pipeline,
  name: string,
  layers: readonly Changes[],
  experiment: string | undefined,
): Result<PlannedRun, readonly Failure[]> {
  const faults: Failure[] = [];
  const stages = pipeline.stages.map((stage) => {
    const own = layers.flatMap((changes) => changesTo(stage, changes));
    if (own.length === 0) return stage;
    const changed = change(stage, new Map(own), experiment);
    if (changed.ok) return changed.value;
    faults.push(...changed.failure);
    return stage;
  });
  return faults.length > 0 ? fail(faults) : ok({experiment: name, pipeline: {...pipeline, stages}});
}

/** Those of this stage; of a matrix what is said of all cells first, then what is said of some, then of one. */
const changesTo = ({name: stage}: Stage, changes: Changes): readonly (readonly [string, GivenParam])[] =>
  [...changes]
    .flatMap(([param, given]) => {
      const split = splitParam(param);
      return split !== undefined && stagesNamed(split.stage, [stage]).length > 0
        ? [{narrow: narrowness(split.stage), change: [split.name, given] as const}]
        : [];
    })
    .toSorted((a, b) => a.narrow - b.narrow)
    .map((each) => each.change);

function change(
  stage: Stage,
  changes: Changes,
  experiment: string | undefined,
): Result<Stage, readonly Failure[]> {
  const given = new Map(stage.given);
  for (const [param, changed] of changes) {
    // Null takes back what the pipeline sets, also where the stage as it is now no longer knows it.
    if (changed.value === null && given.has(param)) given.delete(param);
    else given.set(param, changed);
  }
  const {name, definition, place} = stage;
  const params = checkParams({
    stage: name,
    definition,
    given,
    place,
    ...(experiment === undefined ? {typed: true} : {experiment}),
  });
  return params.ok ? ok({...stage, given, params: params.value}) : params;
}

/** A mistyped override is wrong in every experiment: once is enough. */
const withoutRepeats = (faults: readonly Failure[]): readonly Failure[] => [
  ...new Map(faults.map((fault) => [JSON.stringify(fault), fault])).values(),
];
