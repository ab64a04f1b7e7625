import type {PlannedRun} from '../../src/runner/pipeline.ts';
import {conduct, type History} from '../../src/sweeps/conduct.ts';
import type {Outcome, Work} from '../../src/sweeps/decision.ts';
import type {SweepEvent} from '../../src/sweeps/events.ts';
import {openSteering, type Steering} from '../../src/sweeps/steering.ts';
import {mostTrials} from '../../src/sweeps/most-trials.ts';
import {planTrial, type Ground} from '../../src/sweeps/trial-plan.ts';

interface Options {
  readonly lanes?: number;
  readonly history?: History;
  /** The sweep is cut off when so much work ended, as by a kill: what runs then leaves nothing. */
  readonly killAfter?: number;
  /** How many turns of the event loop a piece of work takes, and so the order in which they end. */
  readonly turns?: (work: Work) => number;
  /** Trials that were to stop before. */
  readonly stopped?: readonly number[];
  /** Handed what steers the sweep, and each event. */
  readonly steer?: (steering: Steering, event: SweepEvent) => void;
}

/** `stage.param` → value. */
type Values = Readonly<Record<string, unknown>>;

/** Conducts a sweep whose trials compute nothing but a value, told from the params of their run; undefined is a trial that fails. */
export async function conducted(
  ground: Ground,
  valueOf: (params: Values, trial: number) => number | undefined,
  {
    lanes = 1,
    history = {decisions: [], outcomes: []},
    killAfter = Infinity,
    turns = () => 1,
    stopped = [],
    steer,
  }: Options = {},
) {
  const events: SweepEvent[] = [];
  const decisions = [...history.decisions];
  const outcomes = [...history.outcomes];
  const kill = new AbortController();
  let runs = 0;
  let ended = 0;
  const emit = (event: SweepEvent) => {
    events.push(event);
    steer?.(steering, event);
  };
  const steering = openSteering({
    signal: kill.signal,
    stop: () => kill.abort(),
    stopped,
    most: (added) => mostTrials(ground.sweep, added),
    emit,
    now: () => 0,
  });
  const {status, ledger} = await conduct({
    sweep: ground.sweep,
    history,
    lanes,
    clock: {now: () => 0, wait: () => Promise.resolve()},
    signal: kill.signal,
    steering,
    emit,
    newRunId: () => `r${++runs}`,
    plan: (tried) => planTrial(ground, tried),
    decided: (decision) => {
      if (!decisions.some(({number}) => number === decision.number)) decisions.push(decision);
      return true;
    },
    finished: (outcome) => outcomes.push(outcome),
    runTrial: async (work, {planned, run, signal}): Promise<Outcome | undefined> => {
      for (let turn = 0; turn < turns(work); turn++) await new Promise((resolve) => setImmediate(resolve));
      if (++ended > killAfter) {
        kill.abort();
        return undefined;
      }
      if (signal.aborted) return undefined;
      const value = valueOf(paramsOf(planned), work.trial);
      const told = {decision: work.number, trial: work.trial, run, cached: false, seconds: 1};
      return value === undefined ? {...told, status: 'failed'} : {...told, status: 'done', value};
    },
  });
  return {status, ledger, events, history: {decisions, outcomes}};
}

const paramsOf = ({pipeline: {stages}}: PlannedRun): Values =>
  Object.fromEntries(
    stages.flatMap(({name, params}) =>
      Object.entries(params).map(([param, value]) => [`${name}.${param}`, value]),
    ),
  );
