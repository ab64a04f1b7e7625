import {Text} from 'ink';
import {telling} from '../metric-text.ts';
import {measure} from '../numbers.ts';
import {spark} from '../spark.ts';
import type {RunState, StageState} from '../state.ts';
import {printable, widthOf} from '../text-width.ts';

interface Props {
  readonly run: RunState;
  readonly stage: StageState | undefined;
  readonly columns: number;
  readonly headline: string | undefined;
}

/** The latest metrics, and the course of the loss. */
export function MetricsLine({run, stage, columns, headline}: Props) {
  const losses = stage?.epochs?.losses.values ?? [];
  const sparkWidth = losses.length > 1 ? Math.min(20, losses.length, Math.floor(columns / 4)) : 0;
  const room = columns - 2 - (sparkWidth > 0 ? sparkWidth + 2 : 0);
  const shown: [string, string][] = [];
  let used = 0;
  for (const [told, value] of telling(stage?.epochs?.values ?? run.latest, headline)) {
    const name = printable(told);
    const text = measure(value, 3);
    used += widthOf(name) + 1 + text.length + (shown.length > 0 ? 2 : 0);
    if (used > room) break;
    shown.push([name, text]);
  }
  return (
    <Text wrap="truncate">
      {'  '}
      {shown.map(([name, text], index) => (
        <Text key={name}>
          {index > 0 ? '  ' : ''}
          <Text dimColor>{name}</Text> {text}
        </Text>
      ))}
      {sparkWidth > 0 ? '  ' : ''}
      <Text color="magenta">{spark(losses, sparkWidth)}</Text>
    </Text>
  );
}
