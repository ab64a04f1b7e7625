import type {RunSummary} from '../../../tracking/run-summary.ts';
import {meanInterval} from '../../../tracking/statistics.ts';
import {runGlyphs} from '../../glyphs.ts';
import {spark} from '../../spark.ts';
import {cut, padEnd, padStart, printable} from '../../text-width.ts';
import type {Column} from '../columns.ts';
import {fitLine, highlighted, type Color, type Line, type Span} from '../line.ts';
import type {Layout} from '../layout.ts';
import {lookOf} from '../../curves/series-looks.ts';
import type {Dashboard} from '../state.ts';
import {frozenWidth, gap, scrollingWidth, visibleColumns} from '../visible-columns.ts';

/** The titles and the runs that the screen has room for: only what can be seen is made, however many runs there are. */
export function tableLines(state: Dashboard, {width, tableRows}: Layout): readonly Line[] {
  const {table} = state;
  const seen = visibleColumns(table.columns, table.left, scrollingWidth(table, width));
  const columns = seen.flatMap((index) => table.columns[index] ?? []);
  const rows = table.rows.slice(table.top, table.top + tableRows);
  return [
    titles(state, columns, width),
    ...rows.map((run, index) =>
      row(state, run, {columns, width, current: table.top + index === table.cursor}),
    ),
    ...Array.from({length: tableRows - rows.length}, (_, index) =>
      index === 0 && rows.length === 0 ? fitLine([{text: emptyText(state), dim: true}], width) : blank(width),
    ),
  ];
}

const blank = (width: number): Line => [{text: ' '.repeat(width)}];

function emptyText({loading, runs, view}: Dashboard): string {
  if (loading) return '  reading';
  if (runs.length === 0) return '  No runs yet: start some with `epochal run`; they show up here.';
  if (view.filter === '') return '  All runs were put aside: H shows them.';
  return `  No run is meant by ${view.filter}: esc drops the filter.`;
}

function titles(state: Dashboard, columns: readonly Column[], width: number): Line {
  const {table, view} = state;
  const chosen = table.columns[table.column]?.id;
  const head: Span = {
    text: padEnd(
      cut(`     ${sortSign(view.sort, 'experiment')}experiment`, frozenWidth(table, width)),
      frozenWidth(table, width),
    ),
    bold: true,
  };
  const rest = columns.flatMap(({id, title, align, width: own}): Line => {
    const text = cut(`${sortSign(view.sort, id)}${title}`, own);
    const placed = align === 'right' ? padStart(text, own) : padEnd(text, own);
    return [
      {text: ' '.repeat(gap)},
      {text: placed, bold: true, ...(id === chosen ? {inverse: true as const} : {})},
    ];
  });
  return fitLine([head, ...rest], width);
}

const sortSign = (sort: Dashboard['view']['sort'], column: string): string => {
  if (sort?.column !== column) return '';
  return sort.descending ? '↓' : '↑';
};

interface RowPlace {
  readonly columns: readonly Column[];
  readonly width: number;
  readonly current: boolean;
}

const statusColors = {
  running: 'cyan',
  done: 'green',
  failed: 'red',
  cancelled: 'yellow',
  interrupted: 'red',
} as const satisfies Record<RunSummary['status'], Color>;

function row(state: Dashboard, run: RunSummary, {columns, width, current}: RowPlace): Line {
  const {table, marks, view, anchor} = state;
  const slot = marks.get(run.id);
  const mark: Span =
    slot === undefined
      ? {text: run.id === anchor ? 'v' : ' '}
      : {text: lookOf(slot).glyph, color: lookOf(slot).color};
  const reason = table.incomparable.get(run.id);
  const frozen = frozenWidth(table, width) - 5;
  const line: Line = [
    {text: current ? '❯' : ' ', bold: true},
    mark,
    {text: run.id === view.baseline ? '⌂' : reason === undefined ? ' ' : '≠', color: 'yellow'},
    {text: runGlyphs[run.status], color: statusColors[run.status]},
    {text: ` ${padEnd(cut(nameOf(state, run), frozen), frozen)}`, bold: true},
    ...columns.flatMap((column): Line => [{text: ' '.repeat(gap)}, cell(state, run, column)]),
  ];
  const fitted = fitLine(line, width);
  return current ? highlighted(fitted) : fitted;
}

function cell(state: Dashboard, run: RunSummary, column: Column): Span {
  if (column.id === 'spark') {
    const points = state.read.sparks.get(run.id);
    return {
      text: padEnd(points === undefined ? '' : spark(points, column.width), column.width),
      color: 'cyan',
    };
  }
  const value = column.value(run);
  const isBest =
    value !== null && !state.table.incomparable.has(run.id) && value === state.table.best.get(column.id);
  const starred = column.direction !== undefined;
  const own = starred ? column.width - 2 : column.width;
  const text = cut(withInterval(state, run, column), own);
  const placed = column.align === 'right' ? padStart(text, own) : padEnd(text, own);
  const span: Span = {text: starred ? `${placed} ${isBest ? '★' : ' '}` : placed};
  return isBest ? {...span, color: 'green'} : span;
}

const nameOf = ({table}: Dashboard, run: RunSummary): string => {
  const group = table.groups.get(run.id);
  return `${group === undefined ? '' : `${group.runs.length}× `}${printable(run.experiment)}`;
};

/** Of several seeds, a metric's mean and half its 95 % interval. */
function withInterval({table, now}: Dashboard, run: RunSummary, column: Column): string {
  const text = column.text(run, now);
  const group = table.groups.get(run.id);
  if (group === undefined || !/^(latest|best):/.test(column.id) || text === '') return text;
  const values = group.runs.map(column.value).filter((value) => typeof value === 'number');
  return `${text} ±${meanInterval(values).half.toFixed(4)}`;
}
