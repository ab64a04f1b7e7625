import type {Event, StageReported} from '../runner/events.ts';
import {noCourse, withValue} from './course.ts';
import {findingTexts} from './finding-text.ts';
import {labelFor, withLabels} from './run-labels.ts';
import type {Epochs, ExecutionState, RunState, StageState, Told} from './state.ts';

/** The state after one more event. Pure. */
export function fold(state: ExecutionState, event: Event): ExecutionState {
  switch (event.type) {
    case 'execution-started':
      return {...state, pipeline: event.pipeline, startedAt: event.at, expected: event.runs};
    case 'run-started': {
      const run: RunState = {
        id: event.run,
        label: labelFor(
          event.experiment,
          state.runs.map(({label}) => label),
        ),
        status: 'running',
        startedAt: event.at,
        seconds: 0,
        params: event.params,
        stages: event.stages.map(({name}) => ({name, at: {status: 'pending'}})),
        latest: {},
      };
      return {...state, runs: [...state.runs, run]};
    }
    case 'stage-waiting':
      return withStage(state, event, (stage) => ({
        ...stage,
        at: {status: 'waiting', since: event.at, reason: inLabels(state, event.reason)},
      }));
    case 'stage-started':
      return withStage(state, event, (stage) => ({
        ...stage,
        at: {
          status: 'running',
          since: event.at,
          reason: stage.at.status === 'waiting' || stage.at.status === 'running' ? stage.at.reason : '',
          attempt: event.attempt,
        },
      }));
    case 'stage-reported':
      return withReport(state, event);
    case 'stage-done': {
      const {how, seconds} = event;
      const reason = inLabels(state, event.reason);
      return withStage(state, event, (stage) => ({...stage, at: {status: 'done', how, seconds, reason}}));
    }
    case 'stage-failed': {
      const {failure, seconds, stage: name} = event;
      const after = withStage(state, event, (stage) => ({
        ...stage,
        at: {status: 'failed', failure, seconds},
      }));
      // Its run says that it was cancelled, once for all its stages.
      if (failure.blame === 'cancelled') return after;
      return tell(after, {type: 'stage-failed', label: labelOf(state, event.run), stage: name, failure});
    }
    case 'stage-skipped':
      return withStage(state, event, (stage) => ({
        ...stage,
        at: {status: 'skipped', because: event.because},
      }));
    case 'run-done': {
      const {status, seconds, equals} = event;
      const after = withRun(state, event.run, (run) => ({
        ...run,
        status,
        seconds,
        ...(equals === undefined ? {} : {equals}),
      }));
      const run = after.runs.find(({id}) => id === event.run);
      return run === undefined ? after : tell(after, {type: 'run-done', run});
    }
    case 'execution-done':
      return {...state, status: event.status, seconds: event.seconds};
    default:
      return event satisfies never;
  }
}

function withReport(state: ExecutionState, event: StageReported): ExecutionState {
  const {run: id, stage: name, report, at} = event;
  switch (report.type) {
    case 'metrics': {
      const {step, values} = report;
      const after = withRun(state, id, (run) => ({...run, latest: {...run.latest, ...values}}));
      const total = after.runs.find((run) => run.id === id)?.params[`${name}.epochs`];
      // Step 0 is the stage as a whole, not an epoch.
      if (typeof total !== 'number' || step === 0) return after;
      return withStage(after, event, (stage) => ({
        ...stage,
        epochs: withEpoch(stage.epochs, {current: step, total, values, at}),
      }));
    }
    case 'progress':
      return withStage(state, event, (stage) => ({...stage, progress: report}));
    case 'log': {
      const {level, text} = report;
      // Runs side by side have the same to say of what they share.
      const known = state.told.some(
        (each) => each.type === 'message' && each.stage === name && each.text === text,
      );
      return known
        ? state
        : tell(state, {type: 'message', label: labelOf(state, id), stage: name, level, text});
    }
    case 'finding':
      return findingTexts(name, report).reduce(
        (told, text) => withReport(told, {...event, report: {type: 'log', level: 'warning', text}}),
        state,
      );
    case 'output':
      return withStage(state, event, (stage) => ({...stage, printed: report.text}));
    case 'fact':
      return state;
    default:
      return report satisfies never;
  }
}

interface Ended {
  readonly current: number;
  readonly total: number;
  readonly values: Readonly<Record<string, number>>;
  readonly at: number;
}

/** A command may tell an epoch's metrics one by one: the epoch ended once. */
function withEpoch(before: Epochs | undefined, {current, total, values, at}: Ended): Epochs {
  const loss = values['loss'];
  const isSame = before?.current === current;
  return {
    current,
    total,
    values: isSame ? {...before.values, ...values} : values,
    losses: loss === undefined ? (before?.losses ?? noCourse) : withValue(before?.losses ?? noCourse, loss),
    ends: isSame ? before.ends : [...(before?.ends ?? []), at].slice(-remembered),
  };
}

/** Time left is told from this many of the last epochs. */
const remembered = 6;

function withRun(state: ExecutionState, id: string, change: (run: RunState) => RunState): ExecutionState {
  return {...state, runs: state.runs.map((run) => (run.id === id ? change(run) : run))};
}

const withStage = (
  state: ExecutionState,
  {run: id, stage: name}: {readonly run: string; readonly stage: string},
  change: (stage: StageState) => StageState,
): ExecutionState =>
  withRun(state, id, (run) => ({
    ...run,
    stages: run.stages.map((stage) => (stage.name === name ? change(stage) : stage)),
  }));

const tell = (state: ExecutionState, told: Told): ExecutionState => ({...state, told: [...state.told, told]});

const inLabels = ({runs}: ExecutionState, text: string): string =>
  withLabels(text, (run) => runs.find(({id}) => id === run)?.label);

const labelOf = ({runs}: ExecutionState, id: string): string =>
  runs.find((run) => run.id === id)?.label ?? id;
