import type {Outcome, Start} from '../../src/sweeps/decision.ts';
import {conduct, type History} from '../../src/sweeps/conduct.ts';
import type {SweepEvent} from '../../src/sweeps/events.ts';
import {planTrial, trialChanges, type Ground} from '../../src/sweeps/trial-plan.ts';

interface Options {
  readonly lanes?: number;
  readonly history?: History;
  /** The sweep is cut off when so many trials ended, as by a kill: what runs then leaves nothing. */
  readonly killAfter?: number;
  /** How long a trial takes: the order in which they end. In milliseconds; left out, none waits. */
  readonly takes?: (start: Start) => number;
}

/** Conducts a sweep whose trials compute nothing but a value, told from their params; undefined is a trial that fails. */
export async function conducted(
  ground: Ground,
  valueOf: (params: Readonly<Record<string, unknown>>, start: Start) => number | undefined,
  {lanes = 1, history = {decisions: [], outcomes: []}, killAfter = Infinity, takes = () => 0}: Options = {},
) {
  const events: SweepEvent[] = [];
  const decisions = [...history.decisions];
  const outcomes = [...history.outcomes];
  const kill = new AbortController();
  let runs = 0;
  let ended = 0;
  const {status, ledger} = await conduct({
    sweep: ground.sweep,
    history,
    lanes,
    clock: {now: () => 0, wait: () => Promise.resolve()},
    signal: kill.signal,
    emit: (event) => events.push(event),
    newRunId: () => `r${++runs}`,
    plan: (start) => planTrial(ground, start),
    decided: (decision) => {
      if (!decisions.some(({number}) => number === decision.number)) decisions.push(decision);
      return true;
    },
    finished: (outcome) => outcomes.push(outcome),
    runTrial: async (start, _run, run): Promise<Outcome | undefined> => {
      await new Promise((resolve) => setTimeout(resolve, takes(start)));
      if (++ended > killAfter) {
        kill.abort();
        return undefined;
      }
      const value = valueOf({...ground.sweep.set, ...trialChanges(ground.sweep, start)}, start);
      const {number: decision, trial} = start;
      const told = {decision, trial, run, cached: false, seconds: 1};
      return value === undefined ? {...told, status: 'failed'} : {...told, status: 'done', value};
    },
  });
  return {status, ledger, events, history: {decisions, outcomes}};
}
