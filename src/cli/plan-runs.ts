import {expandRuns} from '../runner/expand-runs.ts';
import {ok, type Failure, type Result} from '../runner/failure.ts';
import {loadExperiments} from '../runner/load-experiments.ts';
import {splitNames} from '../runner/matrix/cell-name.ts';
import {parseOverrides} from '../runner/overrides.ts';
import type {PlannedRun} from '../runner/pipeline.ts';
import {selectStages, type Selection} from '../runner/select-stages.ts';
import {loadPipelineFile} from './load-pipeline-file.ts';

/** Which runs are asked for on the command line. */
interface Asked {
  /** By comma; left out, those the pipeline lists. */
  readonly experiment?: string;
  /** `stage.param=value` each. */
  readonly set: readonly string[];
  /** Names of stages, by comma. */
  readonly only?: string;
  readonly from?: string;
  readonly downstream?: string;
  /** `true`: all that are selected. */
  readonly force?: string | true;
  readonly forceDownstream?: string;
  /** `false`: nothing is taken from the store. */
  readonly cache?: boolean;
  readonly trace?: true;
}

/** The runs that a pipeline file and the command line ask for. */
export async function planRuns(
  file: string,
  asked: Asked,
): Promise<Result<readonly PlannedRun[], readonly Failure[]>> {
  const {experiment, set} = asked;
  const overrides = parseOverrides(set);
  if (!overrides.ok) return overrides;
  const pipeline = await loadPipelineFile(file);
  if (!pipeline.ok) return pipeline;
  const experimentNames = experiment === undefined ? pipeline.value.experiments : names(experiment);
  const experiments = await loadExperiments(pipeline.value, experimentNames);
  if (!experiments.ok) return experiments;
  const runs = expandRuns(pipeline.value, experiments.value, overrides.value);
  if (!runs.ok) return runs;
  const selected = runs.value.map((run) => ({run, pipeline: selectStages(run.pipeline, selectionOf(asked))}));
  // Stages have the same names in every run: one tells all that is wrong.
  const wrong = selected.find(({pipeline: each}) => !each.ok)?.pipeline;
  if (wrong?.ok === false) return wrong;
  return ok(selected.flatMap(({run, pipeline: each}) => (each.ok ? [{...run, pipeline: each.value}] : [])));
}

const selectionOf = ({only, from, downstream, force, forceDownstream, cache, trace}: Asked): Selection => ({
  only: names(only),
  from: names(from),
  downstream: names(downstream),
  force: force === true ? 'all' : names(force),
  forceDownstream: names(forceDownstream),
  noCache: cache === false,
  trace: trace === true,
});

const names = (text: string | undefined): readonly string[] => (text === undefined ? [] : splitNames(text));
