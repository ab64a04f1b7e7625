import type {RunDetail} from '../../../tracking/run-summary.ts';
import {duration} from '../../duration.ts';
import {failureText} from '../../failure-text.ts';
import {runGlyphs, stageGlyphs} from '../../glyphs.ts';
import {printable, wrapped} from '../../text-width.ts';
import type {Line} from '../line.ts';
import {currentRun, type Dashboard} from '../state.ts';
import type {PanePlace} from './place.ts';

/** What happened in the run under the cursor, in order: each stage with its reason, what failed, what people noted. */
export function logPane(state: Dashboard, {width}: PanePlace): readonly Line[] {
  const run = currentRun(state);
  const detail = run === undefined ? undefined : state.read.details.get(run.id);
  if (detail === undefined) return [[{text: run === undefined ? 'No run is chosen.' : 'reading', dim: true}]];
  return [
    [
      {text: `${detail.started.slice(0, 19).replace('T', ' ')} UTC`, dim: true},
      {text: `  run ${detail.id} of ${printable(detail.experiment)} began`},
    ],
    ...detail.stages.flatMap(stageLines),
    ...(detail.status === 'running' ? [] : [ended(detail)]),
    ...detail.notes.flatMap((note) => noteLines(note, width)),
  ];
}

/** All of what somebody wrote, in as many lines as it takes. */
function noteLines({written, note}: RunDetail['notes'][number], width: number): readonly Line[] {
  const at = `${written.slice(0, 19).replace('T', ' ')} UTC`;
  return wrapped(printable(note), Math.max(10, width - at.length - 2)).map((text, index): Line => [
    {text: index === 0 ? at : ' '.repeat(at.length), dim: true},
    {text: `  ${text}`},
  ]);
}

function stageLines({name, how, seconds, reason, failure}: RunDetail['stages'][number]): readonly Line[] {
  const facts = [
    ...(seconds === null ? [] : [duration(seconds)]),
    ...(reason === null ? [] : [printable(reason)]),
  ];
  return [
    [
      {text: `${stageGlyphs[how]} `, ...(how === 'failed' ? {color: 'red' as const} : {})},
      {text: name, bold: true},
      {text: ` ${how}${facts.length === 0 ? '' : ` · ${facts.join(' · ')}`}`},
    ],
    ...(failure === null
      ? []
      : failureText(failure)
          .split('\n')
          .map((text): Line => [{text: `  ${text}`, color: 'red'}])),
  ];
}

const ended = ({status, seconds}: RunDetail): Line => [
  {
    text: `${runGlyphs[status]} ${status}${seconds === null ? '' : ` after ${duration(seconds)}`}`,
    bold: true,
  },
];
