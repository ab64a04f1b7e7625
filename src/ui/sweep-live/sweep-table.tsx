import {Box, Text} from 'ink';
import {isBetter} from '../../sweeps/sweep.ts';
import {alignColumns, withoutEmptyColumns} from '../columns.ts';
import {measure} from '../numbers.ts';
import {spark} from '../spark.ts';
import {shortChangesText} from '../sweep-log.ts';
import {words} from '../sweep-status-text.ts';
import {cut} from '../text-width.ts';
import type {SweepState, TrialState} from './sweep-state.ts';

interface Props {
  readonly state: SweepState;
  readonly rows: number;
  readonly width: number;
}

/** The best trials so far, those that trained to their end first. */
export function SweepTable({state: {trials, objective}, rows, width}: Props) {
  const valued = trials.filter(({value}) => value !== undefined);
  const better = (a: TrialState, b: TrialState): number => {
    const [whole, otherWhole] = [a, b].map(({judged, full}) => judged >= full);
    if (whole !== otherWhole) return whole === true ? -1 : 1;
    if (a.value === b.value) return a.number - b.number;
    return isBetter(objective, a.value ?? NaN, b.value ?? NaN) ? -1 : 1;
  };
  const shown = valued.sort(better).slice(0, rows);
  const table = withoutEmptyColumns([
    ['trial', objective.metric, 'epochs', 'state', 'curve', 'params'],
    ...shown.map(({number, value = NaN, judged, full, status, curve, changes}) => [
      `${number}`,
      measure(value),
      full === 0 ? '' : `${judged}/${full}`,
      words[status],
      curve.length > 1 ? spark(curve, width < 100 ? 8 : 20) : '',
      shortChangesText(changes),
    ]),
  ]);
  const lines = alignColumns(table);
  return (
    <Box flexDirection="column">
      <Text> </Text>
      {lines.map((line, index) => (
        <Text key={index} wrap="truncate" dimColor={index === 0}>
          {cut(line, width)}
        </Text>
      ))}
    </Box>
  );
}
