import {timeLeft} from '../time-left.ts';
import {focusOf} from '../live/focus.ts';
import type {SweepState} from './sweep-state.ts';

/**
 * Seconds until a sweep ends, about: trials yet to begin are taken to need what those before them needed on the average, early stops
 * included. Undefined where nobody can tell how many there will be, or what one takes.
 */
export function sweepTimeLeft(state: SweepState, now: number): number | undefined {
  const {trials, underWay, lanes, budget, most, execution} = state;
  const over = trials.filter(({status}) => status !== 'running');
  const spent = over.reduce((sum, {seconds}) => sum + seconds, 0);
  const each = over.length === 0 ? undefined : spent / over.length;
  const rest = underWay.map(({run}) => {
    const found = execution.runs.find(({id}) => id === run);
    const stage = found === undefined ? undefined : focusOf(found);
    return (stage === undefined ? undefined : timeLeft(stage, now)) ?? each ?? 0;
  });
  const running = rest.reduce((sum, seconds) => sum + seconds, 0);
  const bounds = [
    ...(most === undefined || each === undefined ? [] : [(running + (most - trials.length) * each) / lanes]),
    ...(budget.seconds === undefined ? [] : [Math.max(0, budget.seconds - spent / lanes)]),
  ];
  return bounds.length === 0 ? undefined : Math.max(0, Math.min(...bounds));
}
