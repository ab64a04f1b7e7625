import type {Event} from '../../runner/events.ts';
import type {Failure} from '../../runner/failure.ts';
import type {SweepEvent, TrialDone, TrialKnown, TrialStarted} from '../../sweeps/events.ts';
import {fold} from '../fold.ts';
import type {SweepState, SweepTold, TrialState} from './sweep-state.ts';

/** The state after one more event, of the sweep or of one of its runs. Pure. */
export function foldSweep(state: SweepState, event: Event | SweepEvent): SweepState {
  switch (event.type) {
    case 'sweep-started': {
      const {sweep, method, objective, lanes, budget, trials: most, at} = event;
      const known = most === undefined ? {} : {most};
      return {...state, sweep, method, objective, lanes, budget, startedAt: at, ...known};
    }
    case 'trial-known':
      return ended(state, event, knownTrial(state, event));
    case 'trial-started':
      return begun(state, event);
    case 'trial-done': {
      const {cached, isBest, failure} = event;
      const trial = doneTrial(state, event);
      const after = ended(state, event, trial);
      const {metric} = state.objective;
      const why = failure === undefined ? {} : {failure, ...firstWith(state, failure)};
      return tell(after, {type: 'trial', trial, metric, isBest, cached, ...why});
    }
    case 'trial-stopped': {
      const {trial: number, reason} = event;
      const before = state.trials[number - 1];
      if (before === undefined) return state;
      const after = withTrial(state, {...before, status: 'stopped'});
      return tell(after, {type: 'stopped', trial: number, reason});
    }
    case 'sweep-paused':
      return {...state, status: 'paused'};
    case 'sweep-resumed':
      return {...state, status: 'running'};
    case 'trials-added':
      return event.most === undefined ? state : {...state, most: event.most};
    case 'sweep-done':
      return {...state, status: event.status, reason: event.reason, endedAt: event.at};
    case 'stage-reported':
      return reported(state, event);
    case 'execution-started':
    case 'execution-done':
      return state;
    case 'run-started':
    case 'stage-waiting':
    case 'stage-started':
    case 'stage-done':
    case 'stage-failed':
    case 'stage-skipped':
    case 'run-done':
      return {...state, execution: untold(fold(state.execution, event))};
    default:
      return event satisfies never;
  }
}

function begun(state: SweepState, {trial: number, run, changes, full, epochs}: TrialStarted): SweepState {
  const {curve = [], seconds = 0, judged = 0, value} = state.trials[number - 1] ?? {};
  const trial: TrialState = {
    number,
    changes,
    status: 'running',
    epochs: epochs ?? full,
    full,
    ...(value === undefined ? {} : {value}),
    judged,
    curve,
    seconds,
    run,
  };
  return {...withTrial(state, trial), underWay: [...state.underWay, {trial: number, run, curve: []}]};
}

function reported(state: SweepState, event: Extract<Event, {type: 'stage-reported'}>): SweepState {
  const {report, run, stage} = event;
  if (report.type === 'log') {
    const {level, text} = report;
    // Trials have the same to say of what they share.
    const known = state.told.some(
      (each) => each.type === 'message' && each.stage === stage && each.text === text,
    );
    return known ? state : tell(state, {type: 'message', stage, level, text});
  }
  const execution = untold(fold(state.execution, event));
  const value = report.type === 'metrics' ? report.values[state.objective.metric] : undefined;
  if (report.type !== 'metrics' || value === undefined) return {...state, execution};
  const underWay = state.underWay.map((each) =>
    each.run === run ? {...each, curve: withStep(each.curve, report.step, value)} : each,
  );
  return {...state, execution, underWay};
}

/** Steps that were told again, as those of a checkpoint are, take their place. Some count from 0. */
const withStep = (curve: readonly number[], step: number, value: number): readonly number[] =>
  curve.length > 0 && step <= curve.length ? curve.with(Math.max(0, step - 1), value) : [...curve, value];

function doneTrial({trials, underWay}: SweepState, event: TrialDone): TrialState {
  const {trial: number, epochs, seconds, run} = event;
  const before = trials[number - 1];
  const curve = underWay.find(({trial}) => trial === number)?.curve ?? [];
  return {
    number,
    changes: before?.changes ?? {},
    status: statusOf(event),
    epochs,
    full: before?.full ?? epochs,
    ...valueOf(event, before),
    judged: epochs,
    curve: curve.length > 0 ? curve : (before?.curve ?? []),
    seconds: (before?.seconds ?? 0) + seconds,
    run,
  };
}

const knownTrial = ({trials}: SweepState, event: TrialKnown): TrialState => ({
  number: event.trial,
  changes: event.changes,
  status: statusOf(event),
  epochs: event.epochs,
  full: event.full,
  ...valueOf(event, trials[event.trial - 1]),
  judged: event.epochs,
  curve: event.value === undefined ? [] : [...(trials[event.trial - 1]?.curve ?? []), event.value],
  seconds: (trials[event.trial - 1]?.seconds ?? 0) + event.seconds,
  run: event.run,
});

/** One that was stopped by hand keeps what it was worth where it was judged last. */
const valueOf = (
  {status, value}: TrialDone | TrialKnown,
  before: TrialState | undefined,
): {readonly value?: number} => {
  const kept = status === 'stopped' ? before?.value : value;
  return kept === undefined ? {} : {value: kept};
};

const statusOf = ({status, paused}: TrialDone | TrialKnown): TrialState['status'] =>
  status === 'done' && paused ? 'paused' : status;

/** A trial that was judged, or came to its end. */
function ended(state: SweepState, {value, best}: TrialDone | TrialKnown, trial: TrialState): SweepState {
  const {number, epochs} = trial;
  const after = withTrial(state, trial);
  const runs = after.underWay.filter((each) => each.trial === number).map(({run}) => run);
  const reached =
    value === undefined ? state.reached : {...state.reached, [epochs]: (state.reached[epochs] ?? 0) + 1};
  return {
    ...after,
    best,
    reached,
    underWay: after.underWay.filter((each) => each.trial !== number),
    execution: {
      ...after.execution,
      runs: after.execution.runs.filter(({id}) => !runs.includes(id)),
    },
  };
}

function withTrial(state: SweepState, trial: TrialState): SweepState {
  const {trials} = state;
  return {
    ...state,
    trials: trial.number <= trials.length ? trials.with(trial.number - 1, trial) : [...trials, trial],
  };
}

/** What stages say is told once for all trials, and of a failure its trial tells. */
const untold = (execution: SweepState['execution']): SweepState['execution'] =>
  execution.told.length === 0 ? execution : {...execution, told: []};

/** A stage that trials share fails for all of them: it is told once. */
function firstWith({told}: SweepState, {what}: Failure): {readonly failedAs?: number} {
  const first = told.find((each) => each.type === 'trial' && each.failure?.what === what);
  return first?.type === 'trial' ? {failedAs: first.trial.number} : {};
}

const tell = (state: SweepState, told: SweepTold): SweepState => ({...state, told: [...state.told, told]});
