import {stream} from '../ml/random.ts';
import {answerOf} from './answer.ts';
import type {Pause, Proposal} from './decision.ts';
import {rules} from './early-stop/index.ts';
import {nextPause} from './early-stop/asha.ts';
import type {Ledger} from './ledger.ts';
import {methods} from './methods/index.ts';
import type {Asked, Chosen, Method} from './methods/method.ts';
import {everyPoint, isExcluded} from './points.ts';
import {isBetter, type EarlyStop, type Point, type Sweep} from './sweep.ts';

interface Around {
  /** Trials side by side. */
  readonly lanes: number;
  /** Epochs of a trial that is not stopped. */
  readonly fullEpochs: (tried: {readonly point: Point; readonly seed?: number}) => number;
  /** Trials by which the budget was raised while the sweep went on. */
  readonly added: number;
}

/** What to do next, from what is known and nothing else. */
export function decide(ledger: Ledger, around: Around): Proposal | Pause {
  const spent = whatIsSpent(ledger, around.lanes);
  if (spent !== undefined) return {kind: 'end', reason: spent};
  return judged(ledger) ?? nextSeed(ledger, around) ?? newPoint(ledger, around);
}

/** Which limit of the budget is met, in words. That of trials leaves those begun to go on. */
function whatIsSpent({sweep, epochs, seconds, best}: Ledger, lanes: number): string | undefined {
  const {budget, objective} = sweep;
  // One lucky seed is not enough.
  if (budget.target !== undefined && best?.complete === true) {
    const {mean, values} = best;
    const told =
      values.length > 1 ? `${Number(mean.toPrecision(6))} in the mean of ${values.length} seeds` : mean;
    if (!isBetter(objective, budget.target, mean))
      return `${objective.metric} reached ${told}; the target is ${budget.target}`;
  }
  if (epochs >= (budget.epochs ?? Infinity)) return `the budget of ${budget.epochs} epochs is spent`;
  if (seconds / lanes >= (budget.seconds ?? Infinity)) return 'the budget of time is spent';
  return undefined;
}

/** A trial that pauses goes on or stops. */
function judged(ledger: Ledger): Proposal | undefined {
  const {earlyStop} = ledger.sweep;
  if (earlyStop === undefined) return undefined;
  return followed(ledger, earlyStop) ?? rules[earlyStop.method]?.judge(ledger, earlyStop);
}

/** A point goes on with all its seeds: were some left behind, its values could not be compared. */
function followed({sweep, trials, paused, membersOf}: Ledger, earlyStop: EarlyStop): Proposal | undefined {
  if (sweep.seeds === undefined) return undefined;
  for (const number of [...paused].sort((a, b) => a - b)) {
    const trial = trials[number - 1];
    const ahead = trial && membersOf(trial.group).find(({epochs}) => epochs > trial.epochs);
    if (trial === undefined || ahead === undefined) continue;
    const pauses = rules[earlyStop.method]?.pauses(earlyStop, trial.full) ?? [];
    const reason = `trial ${ahead.number}, of the same point, went on`;
    return {kind: 'continue', trial: number, epochs: nextPause(trial, pauses), reason};
  }
  return undefined;
}

/** The point begun last, with its next seed. */
function nextSeed({sweep, trials, draws}: Ledger, around: Around): Proposal | undefined {
  const last = trials.at(-1);
  if (sweep.seeds === undefined || last?.seed === undefined) return undefined;
  const {values} = sweep.seeds;
  const at = values.indexOf(last.seed) + 1;
  const seed = values[at];
  if (seed === undefined) return undefined;
  const {group, point} = last;
  const reason = `seed ${at + 1} of ${values.length} of the same point`;
  return begin(sweep, around, {trial: last.number + 1, group, point, seed, draws, reason});
}

function newPoint(ledger: Ledger, around: Around): Proposal | Pause {
  const {sweep, trials} = ledger;
  const {seeds, budget} = sweep;
  const most = (budget.trials ?? Infinity) + around.added;
  const over = (reason: string): Pause => (ledger.running > 0 ? {kind: 'wait'} : {kind: 'end', reason});
  if (trials.length >= most) return over(`the budget of ${most} trials is spent`);
  // A point of which not every seed can be tried could not be compared.
  const each = seeds?.values.length ?? 1;
  if (trials.length + each > most)
    return over(`${trials.length} trials, and the next point needs ${each} more`);
  const chosen = nextPoint(ledger);
  if (chosen === undefined) return over('nothing is left to try');
  const group = (trials.at(-1)?.group ?? 0) + 1;
  const seed = seeds?.values[0];
  return begin(sweep, around, {
    ...chosen,
    trial: trials.length + 1,
    group,
    ...(seed === undefined ? {} : {seed}),
  });
}

type Begun = Omit<Extract<Proposal, {kind: 'start'}>, 'kind' | 'epochs' | 'full'>;

/** With its first pause, if it has one before its end. */
function begin({earlyStop}: Sweep, {fullEpochs}: Around, begun: Begun): Proposal {
  const full = fullEpochs(begun);
  const pause = earlyStop && rules[earlyStop.method]?.pauses(earlyStop, full)[0];
  return {kind: 'start', ...begun, full, ...(pause === undefined ? {} : {epochs: pause})};
}

/** Passes over what is excluded and what was tried. */
function nextPoint(ledger: Ledger): (Chosen & {readonly draws: number}) | undefined {
  const {sweep} = ledger;
  const method = methodOf(sweep);
  const limit = method.finite ? Infinity : patienceFor(sweep, method);
  const {told, running} = method.usesResults ? knownBy(ledger) : {told: [], running: []};
  for (let passed = 0; passed < limit; passed++) {
    const draw = ledger.draws + passed;
    const chosen = method.choose({
      space: sweep.space,
      seed: sweep.seed,
      draw,
      told,
      running,
      objective: sweep.objective,
      ...(mayFallShort(sweep)
        ? {spread: {...(sweep.epochs === undefined ? {} : {together: sweep.epochs})}}
        : {}),
    });
    if (chosen === undefined) return undefined;
    if (!isExcluded(sweep.space, chosen.point) && !ledger.wasTried(chosen.point))
      return {...chosen, draws: draw + 1};
  }
  return method.finite ? undefined : leftOver(ledger, ledger.draws + limit);
}

/** A point of those that draws do not come to any more: there may be few, or the method may not like them. */
function leftOver({sweep, wasTried}: Ledger, draws: number): ReturnType<typeof nextPoint> {
  const {space, seed} = sweep;
  const all = [...(everyPoint(space) ?? [])];
  const left = all.filter((point) => !isExcluded(space, point) && !wasTried(point));
  const point = left[Math.floor(stream(seed, `sweep/left/${draws}`).uniform() * left.length)];
  return point && {point, draws, reason: 'one of the last that are left'};
}

/** Whether a budget may end it before its last point. */
const mayFallShort = ({budget: {trials, epochs, seconds}}: Sweep): boolean =>
  [trials, epochs, seconds].some((limit) => limit !== undefined);

/** Points with a value, and those that have none yet; each in order of time. */
function knownBy({sweep, trials}: Ledger): Pick<Asked, 'told' | 'running'> {
  const ranked = answerOf(sweep, trials).ranked.toSorted(
    (a, b) => (a.trials[0]?.number ?? 0) - (b.trials[0]?.number ?? 0),
  );
  const known = new Set(ranked.map(({trials: [first]}) => first?.group));
  const unknown = trials.filter(({status, group}) => status === 'running' && !known.has(group));
  return {
    told: ranked.map(({point, mean: value, epochs}) => ({point, value, epochs})),
    running: [...new Map(unknown.map(({group, point}) => [group, point])).values()],
  };
}

/**
 * So many draws in a row of nothing new mean that the space is nearly used up. A method that learns comes to what did well again and
 * again: where the rest can be listed, that is not waited for.
 */
const patienceFor = ({space}: Sweep, {usesResults}: Method): number =>
  usesResults && everyPoint(space) !== undefined ? 10 : 2_000;

function methodOf({method}: Sweep): Method {
  const found = methods[method];
  if (found === undefined) throw new RangeError(`there is no method ${method}`);
  return found;
}
