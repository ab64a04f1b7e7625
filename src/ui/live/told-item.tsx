import {Text} from 'ink';
import {duration} from '../duration.ts';
import {failureText} from '../failure-text.ts';
import {runGlyphs, stageGlyphs} from '../glyphs.ts';
import {telling} from '../metric-text.ts';
import {measure} from '../numbers.ts';
import type {RunState, Told} from '../state.ts';
import {printable} from '../text-width.ts';

interface Props {
  readonly told: Told;
  readonly folder: string | undefined;
  readonly headline: string | undefined;
}

/** What stays on the screen above the frame once it was said. */
export function ToldItem({told, folder, headline}: Props) {
  switch (told.type) {
    case 'note':
      return <Text dimColor>{printable(told.text)}</Text>;
    case 'message':
      return (
        <Text {...(told.level === 'warning' ? {color: 'yellow'} : {dimColor: true})}>
          {told.label} · {told.stage} · {told.level === 'warning' ? 'warning: ' : ''}
          {printable(told.text)}
        </Text>
      );
    case 'stage-failed':
      return (
        <Text>
          <Text color="red">
            {stageGlyphs.failed} {told.label} · {told.stage}
          </Text>
          {`\n${failureText(told.failure, folder === undefined ? {} : {folder}).replace(/^/gm, '  ')}`}
        </Text>
      );
    case 'run-done':
      return <FinishedRun run={told.run} headline={headline} />;
    default:
      return told satisfies never;
  }
}

interface FinishedProps {
  readonly run: RunState;
  readonly headline: string | undefined;
}

const colors = {done: 'green', failed: 'red', cancelled: 'yellow', running: 'cyan'} as const;

/** A run that ended, in one line. */
function FinishedRun({run: {label, id, status, seconds, latest, equals}, headline}: FinishedProps) {
  if (equals !== undefined) {
    return (
      <Text wrap="truncate">
        <Text color="green">{stageGlyphs.cached}</Text> <Text bold>{label}</Text> nothing to do: equals run{' '}
        {equals}
      </Text>
    );
  }
  const [first, ...others] = telling(latest, headline).map(
    ([name, value]) => `${printable(name)} ${measure(value, 3)}`,
  );
  const rest = others.length === 0 ? '' : ` · ${others.join(' ')}`;
  return (
    <Text wrap="truncate">
      <Text color={colors[status]}>{runGlyphs[status]}</Text> <Text bold>{label}</Text> {status} in{' '}
      {duration(seconds)}
      {first === undefined ? '' : ` · ${first}`}
      <Text dimColor>
        {` · run ${id}`}
        {rest}
      </Text>
    </Text>
  );
}
