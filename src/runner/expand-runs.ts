import {checkParams} from './check-params.ts';
import {fail, ok, type Failure, type Result} from './failure.ts';
import {paramNameFault} from './load-experiments.ts';
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
      ? [expand(pipeline, pipeline.name, typed, undefined)]
      : experiments.map((each) =>
          expand(pipeline, each.name, new Map([...changesOf(each), ...typed]), each.name),
        );
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
  changes: Changes,
  experiment: string | undefined,
): Result<PlannedRun, readonly Failure[]> {
  const faults: Failure[] = [];
  const stages = pipeline.stages.map((stage) => {
    const own = [...changes].flatMap(([param, given]): [string, GivenParam][] =>
      param.startsWith(`${stage.name}.`) ? [[param.slice(stage.name.length + 1), given]] : [],
    );
    if (own.length === 0) return stage;
    const changed = change(stage, new Map(own), experiment);
    if (changed.ok) return changed.value;
    faults.push(...changed.failure);
    return stage;
  });
  return faults.length > 0 ? fail(faults) : ok({experiment: name, pipeline: {...pipeline, stages}});
}

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
    ...(experiment === undefined ? {} : {experiment}),
  });
  return params.ok ? ok({...stage, given, params: params.value}) : params;
}

/** A mistyped override is wrong in every experiment: once is enough. */
const withoutRepeats = (faults: readonly Failure[]): readonly Failure[] => [
  ...new Map(faults.map((fault) => [JSON.stringify(fault), fault])).values(),
];
