import {fail, ok, type Failure, type Result} from '../runner/failure.ts';
import {parseOverrides} from '../runner/overrides.ts';
import {overriddenSpace} from '../sweeps/failures.ts';
import {loadSweep} from '../sweeps/load-sweep.ts';
import {faultsOfSpace, type Ground} from '../sweeps/trial-plan.ts';
import {findSweep} from './find-sweep.ts';
import {loadPipelineFile} from './load-pipeline-file.ts';

interface Asked {
  readonly file?: string;
  readonly set: readonly string[];
  /** Seconds, in place of the file's. */
  readonly budget?: number;
}

/** The sweep of that name or file with its pipeline, both checked. */
export async function readSweepGround(
  name: string,
  {file, set, budget}: Asked,
): Promise<Result<Ground, readonly Failure[]>> {
  const found = await findSweep(name, file);
  if (!found.ok) return fail([found.failure]);
  const overrides = parseOverrides(set);
  if (!overrides.ok) return overrides;
  const pipeline = await loadPipelineFile(found.value.pipeline);
  if (!pipeline.ok) return pipeline;
  const sweep = await loadSweep(found.value.sweep, pipeline.value);
  if (!sweep.ok) return sweep;
  const varied = overrides.value.filter(({param}) =>
    sweep.value.space.dimensions.some((dimension) => dimension.param === param),
  );
  if (varied.length > 0) return fail(varied.map(({param, origin}) => overriddenSpace(origin, param)));
  const {value: read} = sweep;
  const limited = budget === undefined ? read : {...read, budget: {...read.budget, seconds: budget}};
  const ground = {sweep: limited, pipeline: pipeline.value, overrides: overrides.value};
  const faults = faultsOfSpace(ground);
  return faults.length > 0 ? fail(faults) : ok(ground);
}
