import {Box, Text} from 'ink';
import {clockTime} from '../duration.ts';
import {telling} from '../metric-text.ts';
import {measure} from '../numbers.ts';
import type {RunState} from '../state.ts';
import {cut, padEnd, printable} from '../text-width.ts';
import {timeLeft} from '../time-left.ts';
import {focusOf} from './focus.ts';
import {MetricsLine} from './metrics-line.tsx';
import {stageMark} from './palette.ts';
import type {Level} from './plan-frame.ts';
import {ProgressLine} from './progress-line.tsx';
import {StageRow} from './stage-row.tsx';

interface Props {
  readonly run: RunState;
  readonly level: Level;
  readonly labelWidth: number;
  readonly columns: number;
  readonly tick: number;
  readonly now: number;
  readonly headline: string | undefined;
}

/** A run under way, in as many lines as its level says. */
export function RunBlock({run, level, labelWidth, columns, tick, now, headline}: Props) {
  const stage = focusOf(run);
  if (level === 'line') return <RunLine {...{run, labelWidth, tick, now, headline}} />;
  return (
    <Box flexDirection="column" marginBottom={level === 'roomy' ? 1 : 0}>
      <StageRow {...{run, labelWidth, columns, tick}} />
      <ProgressLine {...{stage, columns, now}} />
      {level === 'short' ? null : <MetricsLine {...{run, stage, columns, headline}} />}
    </Box>
  );
}

type LineProps = Pick<Props, 'run' | 'labelWidth' | 'tick' | 'now' | 'headline'>;

function RunLine({run, labelWidth, tick, now, headline}: LineProps) {
  const stage = focusOf(run);
  const {glyph, color} = stage === undefined ? {glyph: '·', color: undefined} : stageMark(stage, tick);
  const left = stage === undefined ? undefined : timeLeft(stage, now);
  const {epochs} = stage ?? {};
  const parts = [
    stage?.name ?? 'waits',
    ...(epochs === undefined ? [] : [`${epochs.current}/${epochs.total ?? '?'}`]),
    ...telling(epochs?.values ?? {}, headline)
      .slice(0, 1)
      .map(([name, value]) => `${printable(name)} ${measure(value, 3)}`),
    ...(left === undefined ? [] : [`${clockTime(left)} left`]),
  ];
  return (
    <Text wrap="truncate">
      <Text {...(color === undefined ? {dimColor: true} : {color})}>{glyph}</Text>{' '}
      <Text bold>{padEnd(cut(run.label, labelWidth), labelWidth)}</Text> {parts.join(' · ')}
    </Text>
  );
}
