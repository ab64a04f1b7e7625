import {ok, type Result} from '../runner/failure.ts';
import type {Params} from '../runner/pipeline.ts';
import type {Answer} from '../sweeps/answer.ts';
import {writeBest} from '../sweeps/best-experiment.ts';
import type {Sweep} from '../sweeps/sweep.ts';
import {trialChanges, type Ground} from '../sweeps/trial-plan.ts';
import type {Worth} from '../sweeps/worth.ts';
import {measure} from '../ui/numbers.ts';

/** Writes the best of a sweep as an experiment. False where there is no best to keep. */
export async function keepBest(
  file: string,
  {ranked: [best], objective}: Answer,
  {sweep, overrides}: Ground,
): Promise<Result<boolean>> {
  const [trial] = best?.trials ?? [];
  if (best === undefined || trial === undefined) return ok(false);
  const typed = Object.fromEntries(overrides.map(({param, value}) => [param, value]));
  const written = await writeBest(file, {
    name: sweep.name,
    description: `The best of the sweep ${sweep.name}: ${objective.metric} ${measure(best.mean)}.`,
    set: {...sweep.set, ...typed, ...trialChanges(sweep, trial), ...reached(sweep, best)},
  });
  return written.ok ? ok(true) : written;
}

/** A point that was stopped is repeated as far as its value tells. */
const reached = ({epochs: param}: Sweep, {epochs, whole}: Worth): Params =>
  param === undefined || whole ? {} : {[param]: epochs};
