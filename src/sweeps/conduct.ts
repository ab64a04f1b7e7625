import type {Clock} from '../runner/clock.ts';
import type {Failure} from '../runner/failure.ts';
import type {PlannedRun} from '../runner/pipeline.ts';
import {decide} from './decide.ts';
import type {Decision, Outcome, Work} from './decision.ts';
import type {SweepListener} from './events.ts';
import {openLedger, type Ledger} from './ledger.ts';
import {openPace} from './pace.ts';
import type {Sweep} from './sweep.ts';
import {trialChanges, type Tried, type TrialPlan} from './trial-plan.ts';

/** What a sweep decided before, and what came of it. */
export interface History {
  readonly decisions: readonly Decision[];
  readonly outcomes: readonly Outcome[];
}

export interface Conduct {
  readonly sweep: Sweep;
  /** From the record; empty for a new sweep. */
  readonly history: History;
  /** The run of a trial. */
  readonly plan: (tried: Tried) => TrialPlan;
  /** Runs a trial to its end, whatever that is; undefined where it was cancelled. */
  readonly runTrial: (work: Work, planned: PlannedRun, run: string) => Promise<Outcome | undefined>;
  /** Keeps what was decided and under which run, before that begins; false where it cannot be kept. */
  readonly decided: (decision: Decision, run: string) => boolean;
  /** Keeps what came of it. */
  readonly finished: (outcome: Outcome) => void;
  /** Trials side by side, of the sweep as it began. */
  readonly lanes: number;
  readonly emit: SweepListener;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly newRunId: () => string;
}

export interface Conducted {
  readonly status: 'done' | 'cancelled';
  readonly reason: string;
  readonly ledger: Ledger;
}

/**
 * Sees a sweep through. Decisions of the record are taken over; from there on `decide` takes them, each kept before it is acted upon.
 * Trials begin as lanes become free; one that fails is an outcome like any other.
 */
export async function conduct(given: Conduct): Promise<Conducted> {
  const {sweep, history, plan, lanes, emit, clock, signal, newRunId} = given;
  const ledger = openLedger(sweep);
  const known = new Map(history.outcomes.map((outcome) => [outcome.decision, outcome]));
  const pace = openPace(sweep, lanes);
  const fullEpochs = ({point, seed}: Tried) => plan({point, ...(seed === undefined ? {} : {seed})}).epochs;
  emit({
    type: 'sweep-started',
    at: clock.now(),
    sweep: sweep.name,
    method: sweep.method,
    objective: sweep.objective,
    params: sweep.space.dimensions.map(({param}) => param),
    lanes,
    resumed: history.decisions.filter(({kind}) => kind === 'start').length,
  });

  const work = async (decision: Work, tried: Tried): Promise<Outcome | undefined> => {
    const before = known.get(decision.number);
    if (before !== undefined) return before;
    const {trial, reason} = decision;
    const run = newRunId();
    if (!given.decided(decision, run)) return undefined;
    const planned = plan({...tried, ...epochsOf(decision)});
    const changes = trialChanges(sweep, tried);
    emit({type: 'trial-started', at: clock.now(), trial, run, changes, reason, ...epochsOf(decision)});
    const outcome = planned.run.ok
      ? await given.runTrial(decision, planned.run.value, run)
      : refused(decision, run, planned.run.failure);
    if (outcome !== undefined) given.finished(outcome);
    return outcome;
  };
  const learn = (outcome: Outcome): void => {
    ledger.learn(outcome);
    if (known.has(outcome.decision)) return;
    const isBest = ledger.best?.number === outcome.trial;
    const {epochs, status} = ledger.trials[outcome.trial - 1] ?? {epochs: 0, status: 'done'};
    emit({...outcome, type: 'trial-done', at: clock.now(), isBest, epochs, paused: status === 'paused'});
  };

  let reason: string | undefined;
  const isCutOff = () => signal.aborted;
  while (reason === undefined && !isCutOff()) {
    const kept = history.decisions[ledger.decisions];
    const moment = await pace.next(learn, kept?.clock, kept !== undefined && known.has(kept.number));
    if (moment === undefined || isCutOff()) break;
    const proposal = kept ?? decide(ledger, {lanes, fullEpochs});
    if (proposal.kind === 'end' || proposal.kind === 'wait') {
      // Trials that run may be what a decision waits for; the end comes when nothing runs.
      if (ledger.running > 0) pace.wait();
      else reason = proposal.kind === 'end' ? proposal.reason : '';
      continue;
    }
    const decision: Decision = {...proposal, number: ledger.decisions, clock: moment};
    const before = ledger.epochs;
    const tried = triedBy(decision, ledger);
    ledger.decide(decision, decision.kind === 'start' ? fullEpochs(tried) : 0);
    if (decision.kind === 'stop') {
      if (kept === undefined && !given.decided(decision, '')) break;
      const {trial, reason: why} = decision;
      emit({type: 'trial-stopped', at: clock.now(), trial, reason: why});
      continue;
    }
    pace.begin(work(decision, tried), Math.max(1, ledger.epochs - before), decision.number);
  }
  await pace.finish(learn);
  const status = reason === undefined ? 'cancelled' : 'done';
  const {trials, best} = ledger;
  reason ??= 'it was cancelled';
  emit({
    type: 'sweep-done',
    at: clock.now(),
    status,
    reason,
    trials: trials.length,
    failed: trials.filter((trial) => trial.status === 'failed').length,
    ...(best === undefined ? {} : {best: best.number}),
  });
  return {status, reason, ledger};
}

const epochsOf = ({epochs}: Work): {readonly epochs?: number} => (epochs === undefined ? {} : {epochs});

function triedBy(decision: Decision, {trials}: Ledger): Tried {
  if (decision.kind === 'start') return decision;
  const trial = trials[decision.trial - 1];
  if (trial === undefined) throw new RangeError(`there is no trial ${decision.trial}`);
  return trial;
}

/** The stages do not take these params together: a trial that failed before it began. */
const refused = ({number: decision, trial}: Work, run: string, [failure]: readonly Failure[]): Outcome => ({
  decision,
  trial,
  status: 'failed',
  run,
  cached: false,
  seconds: 0,
  ...(failure === undefined ? {} : {failure}),
});
