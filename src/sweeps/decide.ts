import type {Decision} from './decision.ts';
import type {Ledger} from './ledger.ts';
import {methods} from './methods/index.ts';
import type {Chosen} from './methods/method.ts';
import {isExcluded} from './points.ts';
import {isBetter, type Sweep} from './sweep.ts';

/** What to do next, from what is known and nothing else. `lanes`: trials side by side. */
export function decide(ledger: Ledger, {lanes}: {readonly lanes: number}): Decision {
  const number = ledger.decisions;
  const spent = whatIsSpent(ledger, lanes);
  if (spent !== undefined) return {kind: 'end', number, reason: spent};
  const seed = nextSeed(ledger);
  if (seed !== undefined) return {number, ...seed};
  const {seeds, budget} = ledger.sweep;
  const trial = ledger.trials.length + 1;
  // A point of which not every seed can be tried could not be compared.
  const each = seeds?.values.length ?? 1;
  if (trial - 1 + each > (budget.trials ?? Infinity))
    return {kind: 'end', number, reason: `${trial - 1} trials, and the next point needs ${each} more`};
  const chosen = nextPoint(ledger);
  if (chosen === undefined) return {kind: 'end', number, reason: `nothing is left to try`};
  const {point, reason, draws} = chosen;
  const group = (ledger.trials.at(-1)?.group ?? 0) + 1;
  const first = seeds?.values[0];
  return {
    kind: 'start',
    number,
    trial,
    group,
    point,
    ...(first === undefined ? {} : {seed: first}),
    draws,
    reason,
  };
}

/** Which limit of the budget is met, in words. */
function whatIsSpent({sweep, trials, epochs, seconds, best}: Ledger, lanes: number): string | undefined {
  const {budget, objective} = sweep;
  const value = best?.outcome?.value;
  if (budget.target !== undefined && value !== undefined && !isBetter(objective, budget.target, value))
    return `${objective.metric} reached ${value}; the target is ${budget.target}`;
  if (trials.length >= (budget.trials ?? Infinity)) return `the budget of ${budget.trials} trials is spent`;
  if (epochs >= (budget.epochs ?? Infinity)) return `the budget of ${budget.epochs} epochs is spent`;
  if (seconds / lanes >= (budget.seconds ?? Infinity)) return 'the budget of time is spent';
  return undefined;
}

type Seed = Omit<Extract<Decision, {kind: 'start'}>, 'number'>;

/** The point begun last, with its next seed. */
function nextSeed({sweep, trials, draws}: Ledger): Seed | undefined {
  const last = trials.at(-1);
  if (sweep.seeds === undefined || last?.seed === undefined) return undefined;
  const {values} = sweep.seeds;
  const at = values.indexOf(last.seed) + 1;
  const seed = values[at];
  if (seed === undefined) return undefined;
  const {group, point} = last;
  const reason = `seed ${at + 1} of ${values.length} of the same point`;
  return {kind: 'start', trial: last.number + 1, group, point, seed, draws, reason};
}

/** Passes over what is excluded and what was tried. */
function nextPoint(ledger: Ledger): (Chosen & {readonly draws: number}) | undefined {
  const {sweep} = ledger;
  const method = methodOf(sweep);
  const limit = method.finite ? Infinity : patience;
  for (let passed = 0; passed < limit; passed++) {
    const draw = ledger.draws + passed;
    const chosen = method.choose({space: sweep.space, seed: sweep.seed, draw});
    if (chosen === undefined) return undefined;
    if (!isExcluded(sweep.space, chosen.point) && !ledger.wasTried(chosen.point))
      return {...chosen, draws: draw + 1};
  }
  return undefined;
}

/** So many draws in a row of nothing new mean that the space is used up. */
const patience = 2_000;

function methodOf({method}: Sweep) {
  const found = methods[method];
  if (found === undefined) throw new RangeError(`there is no method ${method}`);
  return found;
}
