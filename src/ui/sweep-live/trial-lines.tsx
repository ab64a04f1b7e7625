import {Text} from 'ink';
import {bar} from '../bar.ts';
import {clockTime, elapsed} from '../duration.ts';
import {focusOf} from '../live/focus.ts';
import {stageMark} from '../live/palette.ts';
import {measure} from '../numbers.ts';
import {progressText} from '../progress-text.ts';
import {shortChangesText} from '../sweep-log.ts';
import {printable} from '../text-width.ts';
import {partDone, timeLeft} from '../time-left.ts';
import type {SweepState, UnderWay} from './sweep-state.ts';

interface Props {
  readonly trial: UnderWay;
  readonly state: SweepState;
  readonly isChosen: boolean;
  readonly lines: 1 | 2;
  readonly width: number;
  readonly now: number;
  readonly tick: number;
}

/** A trial under way: which stage, how far, what it is worth so far, how long it will take; in a second line its params. */
export function TrialLines({trial: {trial, run, curve}, state, isChosen, lines, width, now, tick}: Props) {
  const stages = state.execution.runs.find(({id}) => id === run);
  const stage = stages === undefined ? undefined : focusOf(stages);
  const {changes = {}} = state.trials[trial - 1] ?? {};
  const narrow = width < 60;
  const left = stage === undefined ? undefined : timeLeft(stage, now);
  const value = curve.at(-1);
  const {glyph, color} = stage === undefined ? {glyph: '·', color: undefined} : stageMark(stage, tick);
  const barWidth = Math.max(6, Math.min(20, Math.floor(width / 5)));
  const part = stage === undefined ? undefined : partDone(stage);
  const {full, rest} = bar(part ?? 0, part === undefined ? 0 : barWidth);
  const {epochs, progress} = stage ?? {};
  const parts = [
    epochs === undefined
      ? `${stage?.name ?? 'waiting'}${progress === undefined ? '' : ` ${progress.detail ?? progressText(progress)}`}`
      : `${epochs.current}${epochs.total === undefined ? '' : `/${epochs.total}`}`,
    ...(value === undefined
      ? []
      : [narrow ? measure(value, 3) : `${state.objective.metric} ${measure(value)}`]),
    ...(left === undefined ? [] : [`${narrow ? clockTime(left) : elapsed(left)} left`]),
  ].map(printable);
  return (
    <>
      <Text wrap="truncate">
        <Text color="yellow">{isChosen ? '›' : ' '}</Text>
        <Text {...(color === undefined ? {dimColor: true} : {color})}>{glyph}</Text>
        <Text bold={isChosen}>{narrow ? ` ${trial} ` : ` trial ${trial}  `}</Text>
        <Text color="cyan">{full}</Text>
        <Text dimColor>{rest}</Text>
        {part === undefined ? '' : ' '}
        {parts.join(' · ')}
        {lines === 1 ? <Text dimColor>{`  ${shortChangesText(changes)}`}</Text> : null}
      </Text>
      {lines === 1 ? null : (
        <Text wrap="truncate" dimColor>
          {'    '}
          {shortChangesText(changes)}
        </Text>
      )}
    </>
  );
}
