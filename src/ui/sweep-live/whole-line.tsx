import {Text} from 'ink';
import {duration, elapsed} from '../duration.ts';
import {runGlyphs} from '../glyphs.ts';
import {count, plural} from '../numbers.ts';
import {words} from '../sweep-status-text.ts';
import {sweepTimeLeft} from './sweep-time-left.ts';
import type {SweepState} from './sweep-state.ts';

interface Props {
  readonly state: SweepState;
  readonly now: number;
  readonly width: number;
  /** Trials under way that have no room. */
  readonly hidden: number;
}

/** How far the sweep is: trials, how they stand, time. */
export function WholeLine({state, now, width, hidden}: Props) {
  const {trials, most, status, startedAt, endedAt, reason} = state;
  const over = status === 'done' || status === 'cancelled';
  const counts = (['paused', 'stopped', 'failed'] as const).flatMap((each) => {
    const number = trials.filter((trial) => trial.status === each).length;
    return number > 0 && !(over && each === 'paused') ? [`${number} ${words[each]}`] : [];
  });
  const left = over || status === 'paused' ? undefined : sweepTimeLeft(state, now);
  const time = ((endedAt ?? now) - startedAt) / 1000;
  const all =
    most === undefined
      ? plural(trials.length, 'trial')
      : `${count(trials.length)} of ${plural(most, 'trial')}`;
  const parts = [
    ...(over ? [status, reason] : status === 'paused' ? ['paused'] : []),
    all,
    ...(width < 50 && left !== undefined ? [] : counts),
    ...(hidden > 0 ? [`${hidden} not shown`] : []),
    over ? duration(time) : elapsed(time),
    ...(left === undefined ? [] : [`about ${elapsed(left)} left`]),
  ];
  return (
    <Text wrap="truncate" {...(status === 'paused' ? {color: 'yellow'} : {dimColor: !over})}>
      {over ? `${runGlyphs[status]} ` : ''}
      {parts.filter((part) => part !== '').join(' · ')}
    </Text>
  );
}
