import type {Failure, Place} from '../runner/failure.ts';
import {decide} from './decide.ts';
import {allExcluded, seedsOverBudget} from './failures.ts';
import {openLedger} from './ledger.ts';
import type {Sweep} from './sweep.ts';

interface Places {
  readonly exclude: Place | undefined;
  readonly budget: Place | undefined;
}

/** Why a sweep would end before its first trial; undefined where it would not. */
export function nothingToTry(sweep: Sweep, {exclude, budget}: Places): Failure | undefined {
  const {seeds, place} = sweep;
  const each = seeds?.values.length ?? 1;
  const {trials = Infinity} = sweep.budget;
  if (each > trials) return seedsOverBudget(budget ?? place, each, trials);
  if (sweep.space.exclude.length === 0) return undefined;
  const first = decide(openLedger(sweep), {lanes: 1, fullEpochs: () => 0, added: 0});
  return first.kind === 'end' ? allExcluded(exclude ?? place) : undefined;
}
