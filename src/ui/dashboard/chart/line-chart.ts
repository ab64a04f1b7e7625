import {padEnd, padStart, widthOf} from '../../text-width.ts';
import type {Color, Line, Span} from '../line.ts';
import {createDots, type DotSet, type Dots, type Point} from './dots.ts';
import {logTicks, ticks, tickTexts} from './ticks.ts';

/** A line of a chart. */
export interface ChartSeries {
  /** Told apart by both: by the colour of the line and by the glyph upon it. */
  readonly color: Color;
  readonly glyph: string;
  /** In order of x. A y that is not finite breaks the line, and a cross says so. */
  readonly points: readonly Point[];
  readonly dashed: boolean;
}

export interface Chart {
  readonly series: readonly ChartSeries[];
  /** Size in columns and lines of all of it, axes included. */
  readonly width: number;
  readonly rows: number;
  readonly log: boolean;
  readonly set: DotSet;
  /** Where a vertical line reads the values. */
  readonly cursor?: number;
  /** Ticks of the x axis stand so far apart at least; left out, as near as they like. */
  readonly xStep?: number;
  /** Text of a value on the x axis. */
  readonly xText: (x: number) => string;
}

/** Lines over two axes: the y axis to the left, the x axis as the last line. */
export function lineChart(chart: Chart): readonly Line[] {
  const {series, rows, width, log} = chart;
  const height = rows - 1;
  const drawable = (y: number) => Number.isFinite(y) && (!log || y > 0);
  const points = series.flatMap((each) => each.points);
  const ys = points.flatMap(({y}) => (drawable(y) ? [y] : []));
  if (height < 2 || points.length === 0) return [[{text: 'nothing to draw yet', dim: true}]];
  if (ys.length === 0) {
    const text = log ? 'no value above zero, which a logarithmic axis takes' : 'no value is a finite number';
    return [[{text, dim: true}]];
  }
  const y = scale(extent(ys, log), log);
  const x = scale(span(points.map((point) => point.x)), false);
  const round = (log ? logTicks : ticks)(y.low, y.high, Math.max(2, Math.floor(height / 2)));
  const values = round.length > 0 ? round : [y.high];
  const texts = tickTexts(values);
  const axis = Math.max(...texts.map(widthOf)) + 2;
  const columns = Math.max(2, width - axis);
  const dots = createDots({columns, rows: height, set: chart.set});
  const place = (point: Point): Point => ({
    x: Math.round(x.part(point.x) * (dots.width - 1)),
    y: Math.round((1 - y.part(point.y)) * (dots.height - 1)),
  });
  const signs = drawSeries(series, dots, {place, drawable, columns, height});
  const cursorColumn =
    chart.cursor === undefined ? undefined : Math.round(x.part(chart.cursor) * (columns - 1));
  const labelRows = new Map(
    values.map((tick, index) => [Math.round((1 - y.part(tick)) * (height - 1)), texts[index] ?? '']),
  );

  const lines = Array.from({length: height}, (_, row): Line => {
    const label = labelRows.get(row);
    const cells = Array.from({length: columns}, (__, column): Span => {
      const sign = signs.get(row * columns + column);
      if (sign !== undefined) return sign;
      const drawn = dots.cell(row, column);
      const color = drawn === undefined ? undefined : series[drawn.owner]?.color;
      if (drawn !== undefined) return {text: drawn.text, ...(color === undefined ? {} : {color})};
      return column === cursorColumn ? {text: chart.set === 'ascii' ? '|' : '┊', dim: true} : {text: ' '};
    });
    const rule = chart.set === 'ascii' ? '|' : label === undefined ? '│' : '┤';
    return [{text: `${padStart(label ?? '', axis - 2)} ${rule}`, dim: true}, ...joined(cells)];
  });
  return [...lines, xAxis(chart, {x, axis, columns})];
}

interface Scale {
  readonly low: number;
  readonly high: number;
  /** 0 at the low end, 1 at the high one. */
  readonly part: (value: number) => number;
}

function scale([low, high]: readonly [number, number], log: boolean): Scale {
  // Between the largest numbers there is a difference that is none.
  const small = Number.isFinite(high - low) ? 1 : 0.25;
  const map = log ? Math.log : (value: number) => value * small;
  const range = map(high) - map(low);
  return {low, high, part: (value) => (range === 0 ? 0.5 : (map(value) - map(low)) / range)};
}

function span(values: readonly number[]): readonly [number, number] {
  return values.reduce<readonly [number, number]>(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Infinity, -Infinity],
  );
}

/** Values that are all equal get a little room above and below. */
function extent(values: readonly number[], log: boolean): readonly [number, number] {
  const [low, high] = span(values);
  if (low < high) return [low, high];
  const room = Math.abs(low) * 0.1 || 1;
  const [from, to] = log ? [low / 1.1, low * 1.1] : [low - room, high + room];
  return [Math.max(-Number.MAX_VALUE, from), Math.min(Number.MAX_VALUE, to)];
}

interface Plot {
  readonly place: (point: Point) => Point;
  readonly drawable: (y: number) => boolean;
  readonly columns: number;
  readonly height: number;
}

/** Draws all lines; returns the glyphs that stand upon them, by row × columns + column. */
function drawSeries(series: readonly ChartSeries[], dots: Dots, plot: Plot): ReadonlyMap<number, Span> {
  const signs = new Map<number, Span>();
  const {columns, height, place, drawable} = plot;
  const cellOf = ({x, y}: Point): number =>
    Math.floor((y / dots.height) * height) * columns + Math.floor((x / dots.width) * columns);
  series.forEach(({points, dashed, glyph, color}, owner) => {
    let before: Point | undefined;
    const placed: Point[] = [];
    for (const point of points) {
      if (!drawable(point.y)) {
        before = undefined;
        const column = Math.floor((place({x: point.x, y: 1}).x / dots.width) * columns);
        signs.set((height - 1) * columns + column, {text: '×', color, bold: true});
        continue;
      }
      const here = place(point);
      if (before === undefined) dots.dot(here.x, here.y, owner);
      else dots.line(before, here, {owner, dashed});
      before = here;
      placed.push(here);
    }
    if (dashed) return;
    // The glyph stands at the end, and here and there before it where other lines have none.
    const every = Math.max(1, Math.ceil(placed.length / 4));
    placed.forEach((point, index) => {
      const isLast = index === placed.length - 1;
      if (isLast || (index + owner) % every === 0) signs.set(cellOf(point), {text: glyph, color});
    });
  });
  return signs;
}

function xAxis(
  {xText, xStep, set}: Chart,
  {x, axis, columns}: {readonly x: Scale; readonly axis: number; readonly columns: number},
): Line {
  const corner = `${' '.repeat(axis - 1)}${set === 'ascii' ? '+' : '└'}`;
  let text = '';
  for (const tick of x.low === x.high
    ? [x.low]
    : ticks(x.low, x.high, Math.max(2, Math.floor(columns / 10)), xStep)) {
    const label = xText(tick);
    const at = Math.max(
      0,
      Math.min(columns - widthOf(label), Math.round(x.part(tick) * (columns - 1)) - (widthOf(label) >> 1)),
    );
    if (at > widthOf(text) || text === '') text = `${padEnd(text, at)}${label}`;
  }
  return [{text: `${corner}${text}`, dim: true}];
}

/** Neighbours that look alike as one span. */
function joined(cells: readonly Span[]): Line {
  const spans: Span[] = [];
  for (const cell of cells) {
    const last = spans.at(-1);
    if (last !== undefined && last.color === cell.color && last.bold === cell.bold && last.dim === cell.dim) {
      spans[spans.length - 1] = {...last, text: last.text + cell.text};
    } else {
      spans.push(cell);
    }
  }
  return spans;
}
