import {Box, Text} from 'ink';
import {duration, elapsed} from '../duration.ts';
import {runGlyphs} from '../glyphs.ts';
import {plural} from '../numbers.ts';
import type {ExecutionState} from '../state.ts';
import {printable, widthOf} from '../text-width.ts';
import {planFrame} from './plan-frame.ts';
import {RunBlock} from './run-block.tsx';
import type {Snapshot} from './store.ts';

interface Props {
  readonly snapshot: Snapshot;
  readonly headline?: string | undefined;
}

/** The part of the screen that is drawn anew: the runs under way and one line on the whole. Always lower than the terminal. */
export function Frame({snapshot: {state, now, tick, columns, rows}, headline}: Props) {
  const {runs, level, hidden} = planFrame(state, rows);
  // A column is left free: some terminals wrap when the last one is written.
  const width = Math.max(20, columns - 1);
  const labelWidth = Math.min(Math.max(0, ...runs.map(({label}) => widthOf(label))), Math.floor(width / 3));
  return (
    <Box flexDirection="column" width={width}>
      {runs.map((run) => (
        <RunBlock key={run.id} columns={width} {...{run, level, labelWidth, tick, now, headline}} />
      ))}
      {state.startedAt === 0 ? <Text dimColor>starting</Text> : <Whole {...{state, now, hidden, width}} />}
    </Box>
  );
}

interface WholeProps {
  readonly state: ExecutionState;
  readonly now: number;
  readonly hidden: number;
  readonly width: number;
}

function Whole({state, now, hidden, width}: WholeProps) {
  const {pipeline, status, startedAt, seconds, expected, runs} = state;
  const counts = (['done', 'failed', 'cancelled'] as const).flatMap((how) => {
    const number = runs.filter((run) => run.status === how).length;
    return number > 0 ? [`${number} ${how}`] : [];
  });
  const ended = status !== 'running';
  const all = plural(expected, 'run');
  const [first = '', ...others] = counts;
  const told =
    others.length === 0 && first === `${expected} ${status}`
      ? `${all} ${status}`
      : `${all}: ${counts.join(', ')}`;
  const parts = [
    // Little room: what goes on says more than what it is called.
    ...(width < 50 ? [] : [printable(pipeline)]),
    ...(ended ? [`${told} in ${duration(seconds)}`] : [counts.length === 0 ? all : told]),
    ...(hidden > 0 ? [`${hidden} not shown`] : []),
    ...(ended ? [] : [elapsed((now - startedAt) / 1000)]),
  ];
  return (
    <Text wrap="truncate" dimColor={!ended}>
      {ended ? `${runGlyphs[status]} ` : ''}
      {parts.join(' · ')}
    </Text>
  );
}
