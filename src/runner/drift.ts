import {causesOf, type Cause} from './causes.ts';
import {differences, type Fingerprint} from './fingerprint.ts';
import {fingerprintStage, type Surroundings} from './fingerprint-stage.ts';
import type {History} from './history.ts';
import type {PlannedRun} from './pipeline.ts';

interface Then {
  /** Stage → what decided its result then. */
  readonly fingerprints: ReadonlyMap<string, Fingerprint>;
  readonly surroundings: Omit<Surroundings, 'world' | 'execution'>;
  readonly world: Surroundings['world'];
  readonly history: History;
}

/**
 * What is not as it was when a run was made, stage by stage, each with the inputs that it had then: code, engine, files outside the
 * pipeline, variables. Params are not told: those of a repeat are the recorded ones, or changed on purpose.
 */
export async function driftSince(
  run: PlannedRun,
  {fingerprints, surroundings, world, history}: Then,
): Promise<readonly Cause[]> {
  const causes: Cause[] = [];
  for (const stage of run.pipeline.stages) {
    const then = fingerprints.get(stage.name);
    if (then === undefined) continue;
    const now = await fingerprintStage(stage, then.inputs, {
      ...surroundings,
      world,
      execution: then.execution ?? '',
    });
    // What keeps it from being fingerprinted is told when it runs.
    if (!now.ok) continue;
    const apart = differences(then, now.value.fingerprint).filter(({field}) => field !== 'params');
    causes.push(...(await causesOf(stage.name, apart, history)));
  }
  return causes;
}
