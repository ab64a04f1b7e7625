import {createHash} from 'node:crypto';
import {canonicalJson} from '../runner/canonical-json.ts';
import {ok, type Result} from '../runner/failure.ts';
import {fingerprintStage, type Surroundings} from '../runner/fingerprint-stage.ts';
import type {Ground} from './trial-plan.ts';

/**
 * Equal for sweeps that may go on from each other's decisions: the same space, method and objective over the same pipeline, code,
 * engine and data. The budget is left out, so that a sweep can be given more.
 */
export async function sweepIdentity(
  {sweep, pipeline, overrides}: Ground,
  surroundings: Surroundings,
): Promise<Result<string>> {
  const {method, seed, space, set, seeds, objective, epochs, earlyStop} = sweep;
  const stages: unknown[] = [];
  for (const stage of pipeline.stages) {
    // What comes in is known only when it is made; which stage makes it says as much here.
    const ready = await fingerprintStage(stage, stage.needs, surroundings);
    if (!ready.ok) return ready;
    stages.push([stage.name, ready.value.fingerprint]);
  }
  const changed = overrides.map(({param, value}) => [param, value]);
  const whole = {method, seed, space, set, seeds, objective, epochs, earlyStop, stages, changed};
  return ok(createHash('sha256').update(canonicalJson(whole)).digest('hex'));
}
