import type {RunDetail} from '../../../tracking/run-summary.ts';
import {telling} from '../../metric-text.ts';
import {measure} from '../../numbers.ts';
import {differingParams} from '../../only-differences.ts';
import {cut, padEnd, padStart, printable, widthOf} from '../../text-width.ts';
import {paramText, type Directions} from '../columns.ts';
import {focusRuns, type FocusRun} from '../focus.ts';
import type {Line, Span} from '../line.ts';
import {verdict} from '../noise.ts';
import type {Dashboard} from '../state.ts';
import type {PanePlace} from './pane.ts';

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
  const sections = [
    section('Metrics', metricRows(compared, state.metrics)),
    section('Params', paramRows(compared)),
    section('Recall by label', labelRows(state, compared)),
    section('Stages with other keys', stageRows(compared)),
    section(
      'Facts',
      factRows(compared, ({facts}) => facts),
    ),
    section(
      'Environment',
      factRows(compared, ({environment}) => environment),
    ),
  ].flat();
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

function metricRows(compared: readonly Compared[], directions: Directions): readonly Row[] {
  const names = new Set(Object.keys(directions));
  for (const {detail} of compared) for (const [name] of telling(detail.latest)) names.add(name);
  return [...names].flatMap((name): Row[] => {
    const values = compared.map(({detail}) => detail.latest[name]);
    if (values.every((value) => value === values[0])) return [];
    const [base] = values;
    return [
      {
        name,
        cells: values.map((value, index) =>
          valueCell(value, index === 0 ? undefined : base, directions[name]),
        ),
      },
    ];
  });
}

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

const paramRows = (compared: readonly Compared[]): readonly Row[] =>
  differingParams(compared.map(({detail}) => detail)).map((name) => ({
    name,
    cells: compared.map(
      (
        {
          detail: {
            params: {[name]: value},
          },
        },
        index,
      ) => textCell(value === undefined ? '–' : paramText(value), index),
    ),
  }));

/** The labels that differ most; most of two models' labels hardly do. */
function labelRows(state: Dashboard, compared: readonly Compared[]): readonly Row[] {
  const recalls = compared.map(({focus: {run}}) => {
    const labels = state.read.evaluations.get(run.id)?.labels ?? [];
    return new Map(labels.map(({name, recall}) => [name, recall]));
  });
  const [base] = recalls;
  if (base === undefined) return [];
  return [...base.keys()]
    .map((name) => {
      const values = recalls.map((each) => each.get(name));
      const first = values[0] ?? NaN;
      const spread = Math.max(...values.map((value) => (value === undefined ? 0 : Math.abs(value - first))));
      return {name, values, spread, first};
    })
    .filter(({spread}) => spread > 0)
    .sort((a, b) => b.spread - a.spread)
    .slice(0, mostLabels)
    .map(({name, values, first}) => ({
      name: `label ${printable(name)}`,
      cells: values.map((value, index) => valueCell(value, index === 0 ? undefined : first, 'max')),
    }));
}

const mostLabels = 12;

const stageRows = (compared: readonly Compared[]): readonly Row[] =>
  differingRows(compared, ({stages}) =>
    Object.fromEntries(stages.map(({name, key}) => [name, key?.slice(0, 10) ?? '–'])),
  );

const factRows = (
  compared: readonly Compared[],
  of: (detail: RunDetail) => RunDetail['facts'],
): readonly Row[] =>
  differingRows(compared, (detail) =>
    Object.fromEntries(Object.entries(of(detail)).map(([name, value]) => [name, paramText(value)])),
  );

function differingRows(
  compared: readonly Compared[],
  of: (detail: RunDetail) => Readonly<Record<string, string>>,
): readonly Row[] {
  const all = compared.map(({detail}) => of(detail));
  const names = new Set(all.flatMap((each) => Object.keys(each)));
  return [...names].flatMap((name): Row[] => {
    const values = all.map((each) => each[name] ?? '–');
    return values.every((value) => value === values[0]) ? [] : [{name, cells: values.map(textCell)}];
  });
}

const textCell = (text: string, index: number): Span => ({
  text,
  ...(index === 0 ? {dim: true as const} : {}),
});
