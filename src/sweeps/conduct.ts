import type {Clock} from '../runner/clock.ts';
import {decide} from './decide.ts';
import type {Outcome, Start} from './decision.ts';
import type {SweepListener} from './events.ts';
import {openLedger, type Ledger} from './ledger.ts';
import type {Sweep} from './sweep.ts';
import type {Failure} from '../runner/failure.ts';
import type {PlannedRun} from '../runner/pipeline.ts';
import {trialChanges, type TrialPlan} from './trial-plan.ts';

/** What a sweep decided before, and what came of it. */
export interface History {
  readonly decisions: readonly Start[];
  readonly outcomes: readonly Outcome[];
}

export interface Conduct {
  readonly sweep: Sweep;
  /** From the record; empty for a new sweep. */
  readonly history: History;
  /** The run of a trial. */
  readonly plan: (start: Start) => TrialPlan;
  /** Runs a trial to its end, whatever that is; undefined where it was cancelled. */
  readonly runTrial: (start: Start, planned: PlannedRun, run: string) => Promise<Outcome | undefined>;
  /** Keeps what was decided and under which run, before that begins; false where it cannot be kept. */
  readonly decided: (decision: Start, run: string) => boolean;
  /** Keeps what came of it. */
  readonly finished: (outcome: Outcome) => void;
  /** Trials side by side. */
  readonly lanes: number;
  readonly emit: SweepListener;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly newRunId: () => string;
}

export interface Conducted {
  readonly status: 'done' | 'cancelled';
  readonly ledger: Ledger;
}

/**
 * Sees a sweep through. Decisions of the record are taken over; from there on `decide` takes them, each kept before it is acted upon.
 * Trials begin as lanes become free; one that fails is an outcome like any other.
 */
export async function conduct(given: Conduct): Promise<Conducted> {
  const {sweep, history, plan, lanes, emit, clock, signal, newRunId, decided} = given;
  const ledger = openLedger(sweep);
  const outcomes = new Map(history.outcomes.map((outcome) => [outcome.decision, outcome]));
  const running = new Set<Promise<void>>();
  let reason = '';
  emit({
    type: 'sweep-started',
    at: clock.now(),
    sweep: sweep.name,
    method: sweep.method,
    objective: sweep.objective,
    params: sweep.space.dimensions.map(({param}) => param),
    lanes,
    resumed: outcomes.size,
  });
  const begin = async (start: Start, planned: TrialPlan, run: string): Promise<void> => {
    const outcome = planned.run.ok
      ? await given.runTrial(start, planned.run.value, run)
      : refused(start, run, planned.run.failure);
    if (outcome === undefined) return;
    given.finished(outcome);
    ledger.learn(outcome);
    const isBest = ledger.best?.number === outcome.trial;
    emit({...outcome, type: 'trial-done', at: clock.now(), isBest});
  };
  while (!ledger.ended && !signal.aborted) {
    const kept = history.decisions[ledger.decisions];
    const known = kept === undefined ? undefined : outcomes.get(kept.number);
    // What is known takes no lane.
    if (known === undefined && running.size >= lanes) {
      await Promise.race(running);
      continue;
    }
    const decision = kept ?? decide(ledger, {lanes});
    if (decision.kind === 'end') {
      // Trials that still run may be all that is missing for a decision: the end is taken when nothing runs.
      if (running.size > 0) {
        await Promise.race(running);
        continue;
      }
      reason = decision.reason;
      ledger.decide(decision, 0);
      break;
    }
    const planned = plan(decision);
    if (known !== undefined) {
      ledger.decide(decision, planned.epochs);
      ledger.learn(known);
      continue;
    }
    const run = newRunId();
    if (!decided(decision, run)) break;
    ledger.decide(decision, planned.epochs);
    const {trial, reason: why} = decision;
    const changes = trialChanges(sweep, decision);
    emit({type: 'trial-started', at: clock.now(), trial, run, changes, reason: why});
    const work = begin(decision, planned, run).finally(() => running.delete(work));
    running.add(work);
  }
  await Promise.all(running);
  const status = ledger.ended ? 'done' : 'cancelled';
  const {trials, best} = ledger;
  emit({
    type: 'sweep-done',
    at: clock.now(),
    status,
    reason: status === 'done' ? reason : 'it was cancelled',
    trials: trials.length,
    failed: trials.filter((trial) => trial.status === 'failed').length,
    ...(best === undefined ? {} : {best: best.number}),
  });
  return {status, ledger};
}

/** The stages do not take these params together: a trial that failed before it began. */
const refused = ({number: decision, trial}: Start, run: string, [failure]: readonly Failure[]): Outcome => ({
  decision,
  trial,
  status: 'failed',
  run,
  cached: false,
  seconds: 0,
  ...(failure === undefined ? {} : {failure}),
});
