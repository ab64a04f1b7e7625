import {Text} from 'ink';
import {duration} from '../duration.ts';
import {failureText} from '../failure-text.ts';
import {stageGlyphs} from '../glyphs.ts';
import {measure} from '../numbers.ts';
import {shortChangesText} from '../sweep-log.ts';
import {printable} from '../text-width.ts';
import type {SweepTold} from './sweep-state.ts';

interface Props {
  readonly told: SweepTold;
  readonly folder: string | undefined;
}

/** What stays on the screen above the frame once it was said. */
export function SweepToldItem({told, folder}: Props) {
  switch (told.type) {
    case 'note':
      return <Text dimColor>{printable(told.text)}</Text>;
    case 'message':
      return (
        <Text {...(told.level === 'warning' ? {color: 'yellow'} : {dimColor: true})}>
          {told.stage} · {told.level === 'warning' ? 'warning: ' : ''}
          {printable(told.text)}
        </Text>
      );
    case 'stopped':
      return (
        <Text wrap="truncate" dimColor>
          {stageGlyphs.skipped} trial {told.trial} stopped · {told.reason}
        </Text>
      );
    case 'trial':
      return <EndedTrial {...told} folder={folder} />;
    default:
      return told satisfies never;
  }
}

type Ended = Extract<SweepTold, {type: 'trial'}> & {readonly folder: string | undefined};

/** A trial that was judged or ended, in one line; where it failed, with what failed. */
function EndedTrial({trial, metric, isBest, cached, failure, failedAs, folder}: Ended) {
  const {number, status, epochs, full, value, seconds, run, changes} = trial;
  if (status === 'failed') {
    const why =
      failure === undefined || failedAs !== undefined
        ? ''
        : failureText(failure, folder === undefined ? {} : {folder});
    return (
      <Text>
        <Text color="red">
          {stageGlyphs.failed} trial {number} failed after {duration(seconds)}
          {failedAs === undefined ? '' : `, as trial ${failedAs}`}
        </Text>
        <Text dimColor>{` · ${shortChangesText(changes)} · run ${run}`}</Text>
        {why === '' ? '' : `\n${why.replace(/^/gm, '  ')}`}
      </Text>
    );
  }
  const glyph = status === 'stopped' ? stageGlyphs.skipped : cached ? stageGlyphs.cached : stageGlyphs.ran;
  const said = [
    ...(status === 'stopped' ? ['stopped by hand'] : []),
    ...(value === undefined ? [] : [`${metric} ${measure(value)}`]),
    ...(full > 0 && value !== undefined ? [epochs < full ? `${epochs}/${full}` : `${full} epochs`] : []),
    cached ? 'in the store already' : duration(seconds),
  ];
  return (
    <Text wrap="truncate">
      <Text color={status === 'stopped' ? 'yellow' : 'green'}>{glyph}</Text>
      {` trial ${number} · ${said.join(' · ')}`}
      {isBest ? <Text color="green"> ★ best so far</Text> : null}
      <Text dimColor>{` · ${shortChangesText(changes)} · run ${run}`}</Text>
    </Text>
  );
}
