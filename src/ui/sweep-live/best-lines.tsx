import {Text} from 'ink';
import {measure, plural} from '../numbers.ts';
import {spark} from '../spark.ts';
import {shortChangesText} from '../sweep-log.ts';
import type {SweepState} from './sweep-state.ts';

interface Props {
  readonly state: SweepState;
  readonly lines: 1 | 2;
  readonly width: number;
}

/** The best point so far with the curve of its first trial; where there are two lines, with its params. */
export function BestLines({state: {best, trials, objective}, lines, width}: Props) {
  const trial = best && trials[best.trial - 1];
  if (best === undefined || trial === undefined) return <Text dimColor>no result yet</Text>;
  const {value, epochs, seeds} = best;
  const {number, full, curve, changes} = trial;
  const cells = Math.max(0, Math.min(30, curve.length, Math.floor(width / 4)));
  return (
    <>
      <Text wrap="truncate">
        <Text color="green">★</Text> <Text dimColor>{objective.metric}</Text>{' '}
        <Text bold>{measure(value)}</Text>
        {seeds > 1 ? ` mean of ${seeds} seeds from trial ${number} on` : ` trial ${number}`}
        {full > 0 ? (
          <Text dimColor>{epochs < full ? ` at ${epochs}/${full}` : ` at ${plural(epochs, 'epoch')}`}</Text>
        ) : null}
        {'  '}
        <Text color="magenta">{curve.length > 1 ? spark(curve, cells) : ''}</Text>
        {lines === 1 ? <Text dimColor>{`  ${shortChangesText(changes)}`}</Text> : null}
      </Text>
      {lines === 1 ? null : (
        <Text wrap="truncate" dimColor>
          {'  '}
          {shortChangesText(changes)}
        </Text>
      )}
    </>
  );
}
