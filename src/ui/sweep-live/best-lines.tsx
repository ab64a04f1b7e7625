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

/** The best trial so far with its curve; where there are two lines, with its params. */
export function BestLines({state: {best, objective}, lines, width}: Props) {
  if (best?.value === undefined) return <Text dimColor>no result yet</Text>;
  const {number, value, judged, full, curve, changes} = best;
  const cells = Math.max(0, Math.min(30, curve.length, Math.floor(width / 4)));
  return (
    <>
      <Text wrap="truncate">
        <Text color="green">★</Text> <Text dimColor>{objective.metric}</Text>{' '}
        <Text bold>{measure(value)}</Text>
        {` trial ${number}`}
        {full > 0 ? (
          <Text dimColor>{judged < full ? ` at ${judged}/${full}` : ` at ${plural(judged, 'epoch')}`}</Text>
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
