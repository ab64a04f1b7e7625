import {Text} from 'ink';
import {bar} from '../bar.ts';
import {clockTime, elapsed} from '../duration.ts';
import {speedText} from '../metric-text.ts';
import {progressText} from '../progress-text.ts';
import type {StageState} from '../state.ts';
import {printable, widthOf} from '../text-width.ts';
import {partDone, timeLeft} from '../time-left.ts';

interface Props {
  readonly stage: StageState | undefined;
  readonly columns: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** How far a stage is: a bar, where it stands, how fast it is, how long it will take. Parts that do not fit are left out from the right. */
export function ProgressLine({stage, columns, now}: Props) {
  if (stage === undefined) return <Text> </Text>;
  const part = partDone(stage);
  const narrow = columns < 60;
  const parts = partsOf(stage, now, narrow);
  const barWidth = part === undefined ? 0 : Math.max(6, Math.min(28, Math.floor(columns / 4)));
  const room = columns - indent.length - (barWidth > 0 ? barWidth + 2 : 0);
  const shown: string[] = [];
  for (const each of parts) {
    if (widthOf([...shown, each].join(' · ')) > room && shown.length > 0) break;
    shown.push(each);
  }
  const {full, rest} = bar(part ?? 0, barWidth);
  return (
    <Text wrap="truncate">
      {indent}
      <Text color="cyan">{full}</Text>
      <Text dimColor>{rest}</Text>
      {barWidth > 0 ? '  ' : ''}
      {shown.join(' · ')}
    </Text>
  );
}

const indent = '  ';

function partsOf(stage: StageState, now: number, narrow: boolean): readonly string[] {
  const {at, epochs, progress, printed} = stage;
  if (at.status !== 'running' && at.status !== 'waiting') return [];
  const left = timeLeft(stage, now);
  const position =
    epochs === undefined
      ? progress === undefined
        ? [printed ?? at.reason, elapsed((now - at.since) / 1000)].filter(Boolean).map(printable).join(' · ')
        : (progress.detail ?? progressText(progress))
      : [narrow ? `${epochs.current}` : `epoch ${epochs.current}`, epochs.total].join('/');
  const speed = epochs === undefined ? undefined : speedText(epochs.values);
  const remaining =
    left === undefined ? undefined : narrow ? `${clockTime(left)} left` : `${elapsed(left)} left`;
  // The time left matters most, so it must not be the first to go.
  return [position, ...(narrow ? [remaining, speed] : [speed, remaining])].flatMap((part) =>
    part === undefined ? [] : [printable(part)],
  );
}
