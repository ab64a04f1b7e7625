import type {Listener} from '../runner/events.ts';
import type {RunResult} from '../runner/execute.ts';
import type {Failure} from '../runner/failure.ts';
import type {Outcome, Work} from './decision.ts';
import {metricMissing, metricNotFinite} from './failures.ts';
import {isBetter, type Objective} from './sweep.ts';

/** Follows the objective in every run under way, and tells how each came out. */
export interface ObjectiveWatch {
  readonly listen: Listener;
  /** Undefined where it was cancelled. */
  readonly outcomeOf: (work: Work, result: RunResult) => Outcome | undefined;
}

export function watchObjective(objective: Objective): ObjectiveWatch {
  const {metric, of} = objective;
  /** Run → its value so far, and the work done for it, in seconds. */
  const runs = new Map<string, {value: number | undefined; step: number; seconds: number}>();
  /** An epoch that came to no number is never the best while there is another. */
  const isBest = (value: number, before: number): boolean =>
    Number.isFinite(value) && (!Number.isFinite(before) || isBetter(objective, value, before));
  return {
    listen: (event) => {
      if (event.type === 'run-started') runs.set(event.run, {value: undefined, step: -Infinity, seconds: 0});
      if (!('run' in event)) return;
      const seen = runs.get(event.run);
      if (seen === undefined) return;
      if (event.type === 'stage-done' && event.how === 'ran') seen.seconds += event.seconds;
      if (event.type === 'stage-failed') seen.seconds += event.seconds;
      if (event.type !== 'stage-reported' || event.report.type !== 'metrics') return;
      const {step, values} = event.report;
      const value = values[metric];
      if (value === undefined) return;
      const counts =
        of === 'last' ? step >= seen.step : seen.value === undefined || isBest(value, seen.value);
      if (!counts) return;
      seen.value = value;
      seen.step = step;
    },
    outcomeOf: ({number: decision, trial}, {id, equals, status, stages}) => {
      const seen = runs.get(id);
      runs.delete(id);
      if (status === 'cancelled') return undefined;
      const cached = [...stages.values()].every((stage) => stage.status === 'done' && stage.how === 'cached');
      const [run, seconds] = [equals ?? id, seen?.seconds ?? 0];
      const fails = (failure: Failure): Outcome => ({
        decision,
        trial,
        status: 'failed',
        run,
        cached,
        seconds,
        failure,
      });
      const failed = [...stages.values()].find((stage) => stage.status === 'failed');
      if (failed !== undefined) return fails(failed.failure);
      const value = seen?.value;
      if (value === undefined) return fails(metricMissing(trial, metric));
      return Number.isFinite(value)
        ? {decision, trial, status: 'done', run, cached, value, seconds}
        : fails(metricNotFinite(trial, metric, value));
    },
  };
}
