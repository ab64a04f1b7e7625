import {Box, Text} from 'ink';
import type {Snapshot} from '../live/frame-store.ts';
import {plural} from '../numbers.ts';
import {BestLines} from './best-lines.tsx';
import {planSweepFrame} from './plan-sweep-frame.ts';
import type {Viewed} from './viewed.ts';
import {SweepTable} from './sweep-table.tsx';
import {TrialLines} from './trial-lines.tsx';
import {WholeLine} from './whole-line.tsx';

interface Props {
  readonly snapshot: Snapshot<Viewed>;
}

/** The part of the screen that is drawn anew: the best so far, rungs, trials under way, and one line on the whole. */
export function SweepFrame({snapshot: {state: viewed, now, tick, columns, rows}}: Props) {
  const {state, chosen} = viewed;
  const {underWay, trials, reached, startedAt, status} = state;
  const width = Math.max(20, columns - 1);
  if (startedAt === 0) return <Text dimColor>starting</Text>;
  const marks = Object.keys(reached).map(Number);
  const over = status === 'done' || status === 'cancelled';
  const plan = planSweepFrame({
    rows,
    underWay: over ? 0 : underWay.length,
    trials: over ? 0 : trials.filter(({value}) => value !== undefined).length,
    hasRungs: marks.length > 1,
  });
  return (
    <Box flexDirection="column" width={width}>
      {plan.header && !over ? <Header {...{state, width}} /> : null}
      <BestLines state={state} lines={plan.best} width={width} />
      {plan.rungs ? <Rungs reached={reached} width={width} /> : null}
      {plan.table > 0 ? <SweepTable state={state} rows={plan.table} width={width} /> : null}
      {(over ? [] : underWay.slice(0, plan.underWay)).map((each) => (
        <TrialLines
          key={each.trial}
          trial={each}
          isChosen={each.trial === chosen}
          {...{state, width, now, tick, lines: plan.lines}}
        />
      ))}
      <WholeLine state={state} now={now} width={width} hidden={over ? 0 : underWay.length - plan.underWay} />
      {plan.keys && !over ? <Keys {...{status, chosen, width}} /> : null}
    </Box>
  );
}

type Parts = Pick<Viewed, 'state'> & {readonly width: number};

function Header({state: {sweep, method, objective, lanes}, width}: Parts) {
  const parts = [
    ...(width < 60 ? [] : [`${method}, ${plural(lanes, 'trial')} at a time`]),
    `${objective.direction}imising ${objective.metric}`,
  ];
  return (
    <Text wrap="truncate">
      <Text bold>{sweep}</Text>
      <Text dimColor>{` · ${parts.join(' · ')}`}</Text>
    </Text>
  );
}

interface RungsProps {
  readonly reached: Viewed['state']['reached'];
  readonly width: number;
}

/** How many trials came how far: numbers and their lengths. */
function Rungs({reached, width}: RungsProps) {
  const rungs = Object.entries(reached)
    .map(([epochs, count]) => ({epochs: Number(epochs), count}))
    .sort((a, b) => a.epochs - b.epochs);
  const most = Math.max(...rungs.map(({count}) => count));
  const room = Math.max(1, Math.floor((width - 8) / rungs.length) - 10);
  return (
    <Text wrap="truncate">
      <Text dimColor>epochs</Text>
      {rungs.map(({epochs, count}) => (
        <Text key={epochs}>
          <Text dimColor>{`  ${epochs} `}</Text>
          <Text color="cyan">{'▪'.repeat(Math.max(1, Math.round((count / most) * Math.min(room, 12))))}</Text>
          {` ${count}`}
        </Text>
      ))}
    </Text>
  );
}

interface KeysProps {
  readonly status: Viewed['state']['status'];
  readonly chosen: number | undefined;
  readonly width: number;
}

function Keys({status, chosen, width}: KeysProps) {
  const stop = chosen === undefined ? '↑↓ choose' : `x stop trial ${chosen}`;
  const all =
    width < 60
      ? [status === 'paused' ? 'p go on' : 'p pause', stop, '+ more', 'q end']
      : [
          status === 'paused' ? 'p go on' : 'p pause',
          ...(chosen === undefined ? [stop] : ['↑↓ choose', stop]),
          '+ 5 more trials',
          width < 100 ? 'q end' : 'q end, to be gone on with later',
        ];
  return (
    <Text wrap="truncate" dimColor>
      {all.join(' · ')}
    </Text>
  );
}
