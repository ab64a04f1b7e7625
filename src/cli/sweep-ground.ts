import {fail, ok, type Failure, type Result} from '../runner/failure.ts';
import {parseOverrides, type Override} from '../runner/overrides.ts';
import {overriddenSeed, overriddenSpace} from '../sweeps/failures.ts';
import {loadSweep} from '../sweeps/load-sweep.ts';
import type {Sweep} from '../sweeps/sweep.ts';
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
  const {value: read} = sweep;
  const varied = faultsOfOverrides(read, overrides.value);
  if (varied.length > 0) return fail(varied);
  const limited = budget === undefined ? read : {...read, budget: {...read.budget, seconds: budget}};
  const ground = {sweep: limited, pipeline: pipeline.value, overrides: overrides.value};
  const faults = faultsOfSpace(ground);
  return faults.length > 0 ? fail(faults) : ok(ground);
}

/** What each trial sets for itself, an option cannot set for all of them. */
const faultsOfOverrides = ({space, seeds}: Sweep, overrides: readonly Override[]): readonly Failure[] =>
  overrides.flatMap(({param, origin}) => {
    if (space.dimensions.some((dimension) => dimension.param === param))
      return [overriddenSpace(origin, param)];
    return seeds?.params.includes(param) === true ? [overriddenSeed(origin, param)] : [];
  });
