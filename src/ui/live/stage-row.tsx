import {Text} from 'ink';
import {cut, padEnd, widthOf} from '../text-width.ts';
import type {RunState, StageState} from '../state.ts';
import {stageMark} from './palette.ts';

interface Props {
  readonly run: RunState;
  /** Columns for the run's name: the same in all rows. */
  readonly labelWidth: number;
  readonly columns: number;
  readonly tick: number;
}

/** A run's name and all its stages, each with its glyph; where there is no room for names, only those under way have theirs. */
export function StageRow({run, labelWidth, columns, tick}: Props) {
  const {label, stages} = run;
  const room = columns - labelWidth - 2;
  const named = stages.reduce((sum, {name}) => sum + widthOf(name) + 4, -2) <= room;
  return (
    <Text wrap="truncate">
      <Text bold>{padEnd(cut(label, labelWidth), labelWidth)}</Text>
      {stages.map((stage, index) => (
        <StageMark
          key={stage.name}
          stage={stage}
          tick={tick}
          named={named || isActive(stage)}
          close={!named && index > 0}
        />
      ))}
    </Text>
  );
}

const isActive = ({at}: StageState): boolean => at.status === 'running' || at.status === 'failed';

interface MarkProps {
  readonly stage: StageState;
  readonly tick: number;
  readonly named: boolean;
  /** Little room: one column between stages. */
  readonly close: boolean;
}

function StageMark({stage, tick, named, close}: MarkProps) {
  const {glyph, color} = stageMark(stage, tick);
  return (
    <Text>
      {close ? ' ' : '  '}
      <Text {...(color === undefined ? {dimColor: true} : {color})}>{glyph}</Text>
      {named ? <Text dimColor={stage.at.status !== 'running'}>{` ${stage.name}`}</Text> : null}
    </Text>
  );
}
