import type {ParamValue} from '../../../runner/param-value.ts';
import type {RunDetail} from '../../../tracking/run-summary.ts';
import {differenceParts, differencesOf, type Difference} from '../../differences.ts';
import {measure} from '../../numbers.ts';
import {cut, padEnd, padStart, printable, widthOf} from '../../text-width.ts';
import {paramText} from '../columns.ts';
import {focusRuns, type FocusRun} from '../focus.ts';
import type {Line, Span} from '../line.ts';
import {verdict} from '../noise.ts';
import type {Dashboard} from '../state.ts';
import type {PanePlace} from './place.ts';

/** Only what differs between the runs in focus: each beside the baseline, or beside the first of them where none is pinned. */
export function differencesPane(state: Dashboard, {width}: PanePlace): readonly Line[] {
  const compared = comparedRuns(state);
  const [base, ...others] = compared;
  if (base === undefined || others.length === 0) {
    return [
      [
        {
          text: 'Mark two runs with space, or pin a baseline with p.',
          dim: true,
        },
      ],
    ];
  }
  const differences = differencesOf(
    compared.map(({focus, detail}) => ({
      detail,
      labels: state.read.evaluations.get(focus.run.id)?.labels ?? [],
    })),
    state.metrics,
  );
  const sections = differenceParts.flatMap((part) =>
    section(
      titles[part],
      differences
        .filter(({of}) => of === part)
        .slice(0, part === 'labels' ? mostLabels : undefined)
        .map(rowOf),
    ),
  );
  const nameWidth = Math.min(
    24,
    sections.reduce((most, {name}) => Math.max(most, widthOf(name)), 8),
  );
  const cellWidth = Math.max(14, Math.min(26, Math.floor((width - nameWidth) / compared.length) - 2));
  const head: Line = [
    {text: padEnd('', nameWidth)},
    ...compared.flatMap(({focus: {run, glyph, color}}, index): Line => [
      {text: '  '},
      {text: `${index === 0 ? '⌂' : glyph} `, color},
      {text: padEnd(cut(`${printable(run.experiment)} ${run.id}`, cellWidth - 2), cellWidth - 2), bold: true},
    ]),
  ];
  const body = sections.map(({name, cells}): Line => {
    if (cells.length === 0) return [{text: name, bold: true}];
    return [
      {text: padEnd(cut(name, nameWidth), nameWidth)},
      ...cells.flatMap((cell): Line => [
        {text: '  '},
        {...cell, text: padEnd(cut(cell.text, cellWidth), cellWidth)},
      ]),
    ];
  });
  return [head, ...noteLines(state, compared), ...body];
}

interface Compared {
  readonly focus: FocusRun;
  readonly detail: RunDetail;
}

interface Row {
  readonly name: string;
  /** One a run; none: a title. */
  readonly cells: readonly Span[];
}

function comparedRuns(state: Dashboard): readonly Compared[] {
  const {baseline} = state.view;
  return focusRuns(state)
    .flatMap((focus): Compared[] => {
      const detail = state.read.details.get(focus.run.id);
      return detail === undefined ? [] : [{focus, detail}];
    })
    .sort((a, b) => Number(b.focus.run.id === baseline) - Number(a.focus.run.id === baseline));
}

const section = (title: string, rows: readonly Row[]): readonly Row[] =>
  rows.length === 0 ? [] : [{name: title, cells: []}, ...rows];

/** What must be known before numbers are compared at all. */
function noteLines(state: Dashboard, compared: readonly Compared[]): readonly Line[] {
  const [base, ...others] = compared;
  const notes = compared.flatMap(({focus: {run}}): Line[] => {
    const reason = state.table.incomparable.get(run.id);
    return reason === undefined
      ? []
      : [[{text: `≠ ${run.id} is not comparable: ${printable(reason)}`, color: 'yellow'}]];
  });
  const [headline] = Object.keys(state.metrics);
  if (base === undefined || headline === undefined) return notes;
  return [
    ...notes,
    ...others.map(({focus}): Line => [
      {text: `${focus.glyph} `, color: focus.color},
      {
        text: verdict({
          runs: state.runs,
          base: base.focus.run,
          run: focus.run,
          metric: headline,
          direction: state.metrics[headline],
        }),
      },
    ]),
  ];
}

const titles: Readonly<Record<Difference['of'], string>> = {
  metrics: 'Metrics',
  params: 'Params',
  labels: 'Recall by label',
  stages: 'Stages with other keys',
  facts: 'Facts',
  environment: 'Environment',
};

function rowOf({of, name, values, direction}: Difference): Row {
  const [base] = values;
  switch (of) {
    case 'metrics':
    case 'labels':
      return {
        name: of === 'labels' ? `label ${printable(name)}` : printable(name),
        cells: values.map((value, index) =>
          valueCell(numberIn(value), index === 0 ? undefined : numberIn(base), direction),
        ),
      };
    case 'params':
    case 'facts':
    case 'environment':
      return {
        name: printable(name),
        cells: values.map((value, index) => textCell(textOf(value), index)),
      };
    case 'stages':
      return {name, cells: values.map((value, index) => textCell(textOf(value).slice(0, 10), index))};
    default:
      return of satisfies never;
  }
}

const numberIn = (value: ParamValue | undefined): number | undefined =>
  typeof value === 'number' ? value : undefined;

const textOf = (value: ParamValue | undefined): string => (value === undefined ? '–' : paramText(value));

/** The labels that differ most; most of two models' labels hardly do. */
const mostLabels = 12;

/** `0.9509 +0.0120 ▲`: up is better, down is worse, whichever way the metric goes. */
function valueCell(
  value: number | undefined,
  base: number | undefined,
  direction: 'max' | 'min' | undefined,
): Span {
  if (value === undefined) return {text: '–', dim: true};
  const text = measure(value);
  if (base === undefined || !Number.isFinite(value - base)) return {text};
  const delta = value - base;
  const signed = `${padEnd(text, 7)} ${padStart(`${delta >= 0 ? '+' : '-'}${measure(Math.abs(delta))}`, 7)}`;
  if (direction === undefined || delta === 0) return {text: signed};
  const isBetter = direction === 'max' ? delta > 0 : delta < 0;
  return {text: `${signed} ${isBetter ? '▲' : '▼'}`, color: isBetter ? 'green' : 'red'};
}

const textCell = (text: string, index: number): Span => ({
  text,
  ...(index === 0 ? {dim: true as const} : {}),
});
