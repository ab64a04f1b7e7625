import {expandRuns} from '../runner/expand-runs.ts';
import type {Failure, Result} from '../runner/failure.ts';
import {loadExperiments} from '../runner/load-experiments.ts';
import {loadPipeline} from '../runner/load-pipeline.ts';
import {parseOverrides} from '../runner/overrides.ts';
import type {PlannedRun} from '../runner/pipeline.ts';
import {stageDefinitions} from '../stages/index.ts';

/** Which runs are asked for on the command line. */
interface Asked {
  /** By comma; left out, those the pipeline lists. */
  readonly experiment?: string;
  /** `stage.param=value` each. */
  readonly set: readonly string[];
}

/** The runs that a pipeline file and the command line ask for. */
export async function planRuns(
  file: string,
  {experiment, set}: Asked,
): Promise<Result<readonly PlannedRun[], readonly Failure[]>> {
  const overrides = parseOverrides(set);
  if (!overrides.ok) return overrides;
  const pipeline = await loadPipeline(file, stageDefinitions);
  if (!pipeline.ok) return pipeline;
  const names = experiment?.split(',').map((name) => name.trim()) ?? pipeline.value.experiments;
  const experiments = await loadExperiments(pipeline.value, names);
  if (!experiments.ok) return experiments;
  return expandRuns(pipeline.value, experiments.value, overrides.value);
}
