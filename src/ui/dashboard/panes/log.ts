import type {RunDetail} from '../../../tracking/run-summary.ts';
import {duration} from '../../duration.ts';
import {failureText} from '../../failure-text.ts';
import {runGlyphs, stageGlyphs} from '../../glyphs.ts';
import {printable} from '../../text-width.ts';
import type {Line} from '../line.ts';
import {currentRun, type Dashboard} from '../state.ts';

/** What happened in the run under the cursor, in order: each stage with its reason, what failed, what people noted. */
export function logPane(state: Dashboard): readonly Line[] {
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
    ...detail.notes.map(({written, note}): Line => [
      {text: `${written.slice(0, 19).replace('T', ' ')} UTC`, dim: true},
      {text: `  ${printable(note)}`},
    ]),
  ];
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
