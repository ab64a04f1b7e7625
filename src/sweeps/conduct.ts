import type {Clock} from '../runner/clock.ts';
import type {Failure} from '../runner/failure.ts';
import type {PlannedRun} from '../runner/pipeline.ts';
import {decide} from './decide.ts';
import type {Decision, Outcome, Proposal, Work} from './decision.ts';
import type {BestSoFar, SweepListener} from './events.ts';
import {openLedger, type Ledger} from './ledger.ts';
import {mostTrials} from './most-trials.ts';
import {openPace} from './pace.ts';
import {openNews, type News} from './news.ts';
import type {Steering} from './steering.ts';
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
  readonly runTrial: (
    work: Work,
    trial: {readonly planned: PlannedRun; readonly run: string; readonly signal: AbortSignal},
  ) => Promise<Outcome | undefined>;
  /** Keeps what was decided and under which run, before that begins; false where it cannot be kept. */
  readonly decided: (decision: Decision, run: string) => boolean;
  /** Keeps what came of it. */
  readonly finished: (outcome: Outcome) => void;
  /** Trials side by side, of the sweep as it began. */
  readonly lanes: number;
  readonly emit: SweepListener;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly steering: Steering;
  readonly newRunId: () => string;
}

export interface Conducted {
  readonly status: 'done' | 'cancelled';
  /** Empty where it was cancelled by hand: there is no more to say. */
  readonly reason: string;
  readonly ledger: Ledger;
}

/**
 * Sees a sweep through. Decisions of the record are taken over; from there on `decide` takes them, each kept before it is acted upon.
 * Trials begin as lanes become free; one that fails is an outcome like any other.
 */
export async function conduct(given: Conduct): Promise<Conducted> {
  const {sweep, history, plan, lanes, emit, clock, signal, steering, newRunId} = given;
  const ledger = openLedger(sweep);
  const news = openNews(ledger);
  const known = new Map(history.outcomes.map((outcome) => [outcome.decision, outcome]));
  const pace = openPace(sweep, lanes, steering.changed);
  const fullEpochs = ({point, seed}: Tried) => plan({point, ...(seed === undefined ? {} : {seed})}).epochs;
  const {budget} = sweep;
  emit({
    type: 'sweep-started',
    at: clock.now(),
    sweep: sweep.name,
    method: sweep.method,
    objective: sweep.objective,
    params: sweep.space.dimensions.map(({param}) => param),
    lanes,
    budget,
    ...mostOf(sweep, steering.added),
    resumed: history.decisions.filter(({kind}) => kind === 'start').length,
  });

  const work = async (decision: Work, tried: Tried): Promise<Outcome | undefined> => {
    const before = known.get(decision.number);
    if (before !== undefined) {
      news.arrive(before);
      const {epochs, full, status} = news.trialOf(before.trial);
      const changes = trialChanges(sweep, tried);
      emit({
        ...before,
        type: 'trial-known',
        at: clock.now(),
        changes,
        epochs,
        full,
        paused: status === 'paused',
        ...bestOf(news),
      });
      return before;
    }
    const {trial, reason} = decision;
    const run = newRunId();
    if (!given.decided(decision, run)) return undefined;
    const planned = plan({...tried, ...epochsOf(decision)});
    const changes = trialChanges(sweep, tried);
    const began = clock.now();
    const {full} = news.trialOf(trial);
    emit({type: 'trial-started', at: began, trial, run, changes, reason, full, ...epochsOf(decision)});
    const outcome = planned.run.ok
      ? await runSteered(decision, {planned: planned.run.value, run, began})
      : refused(decision, run, planned.run.failure);
    if (outcome === undefined) return undefined;
    given.finished(outcome);
    news.arrive(outcome);
    const isBest =
      outcome.value !== undefined && news.best?.trials.some(({number}) => number === trial) === true;
    const {epochs, status} = news.trialOf(trial);
    const best = bestOf(news);
    emit({
      ...outcome,
      type: 'trial-done',
      at: clock.now(),
      isBest,
      epochs,
      paused: status === 'paused',
      ...best,
    });
    return outcome;
  };
  const runSteered = async (
    decision: Work,
    {planned, run, began}: {readonly planned: PlannedRun; readonly run: string; readonly began: number},
  ): Promise<Outcome | undefined> => {
    const {trial} = decision;
    const outcome = await steering.during(trial, (own) =>
      given.runTrial(decision, {planned, run, signal: own}),
    );
    if (outcome !== undefined || signal.aborted || !steering.stopped.has(trial)) return outcome;
    const seconds = (clock.now() - began) / 1000;
    return {decision: decision.number, trial, status: 'stopped', run, cached: false, seconds};
  };
  let reason: string | undefined;
  const isCutOff = () => signal.aborted;
  while (reason === undefined && !isCutOff()) {
    const kept = history.decisions[ledger.decisions];
    const moment = await pace.next(news.learn, kept?.clock, kept !== undefined && known.has(kept.number));
    if (moment === undefined || isCutOff()) break;
    if (kept === undefined && steering.isPaused) {
      await steering.changed();
      // What ended meanwhile is to be known.
      continue;
    }
    const {added} = steering;
    const proposal = kept ?? byHand(ledger, steering) ?? decide(ledger, {lanes, fullEpochs, added});
    if (proposal.kind === 'end' || proposal.kind === 'wait') {
      // Trials that run may be what a decision waits for; the end comes when nothing runs.
      if (ledger.running > 0) pace.wait();
      else reason = proposal.kind === 'end' ? proposal.reason : '';
      continue;
    }
    const decision: Decision = {...proposal, number: ledger.decisions, clock: moment};
    const before = ledger.epochs;
    const tried = triedBy(decision, ledger);
    ledger.decide(decision);
    if (decision.kind === 'stop') {
      if (kept === undefined && !given.decided(decision, '')) break;
      const {trial, reason: why} = decision;
      emit({type: 'trial-stopped', at: clock.now(), trial, reason: why});
      continue;
    }
    pace.begin(work(decision, tried), Math.max(1, ledger.epochs - before), decision.number);
  }
  await pace.finish(news.learn);
  news.learnRest();
  const status = reason === undefined ? 'cancelled' : 'done';
  const {trials, best} = ledger;
  reason ??= signal.aborted ? '' : 'what it decided could not be recorded';
  emit({
    type: 'sweep-done',
    at: clock.now(),
    status,
    reason,
    trials: trials.length,
    failed: trials.filter((trial) => trial.status === 'failed').length,
    ...(best === undefined ? {} : {best: best.trials[0]?.number ?? 0}),
  });
  return {status, reason, ledger};
}

/** A trial that waits to be judged, and need not any more. */
function byHand({trials}: Ledger, {stopped}: Steering): Proposal | undefined {
  const trial = [...stopped].find((number) => trials[number - 1]?.status === 'paused');
  return trial === undefined ? undefined : {kind: 'stop', trial, reason: 'stopped by hand'};
}

const bestOf = ({best}: News): {readonly best?: BestSoFar} => {
  const [first] = best?.trials ?? [];
  if (best === undefined || first === undefined) return {};
  const {mean: value, epochs, values} = best;
  return {best: {trial: first.number, value, epochs, seeds: values.length}};
};

const mostOf = (sweep: Sweep, added: number): {readonly trials?: number} => {
  const trials = mostTrials(sweep, added);
  return trials === undefined ? {} : {trials};
};

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
