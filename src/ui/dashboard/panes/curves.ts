import type {RunDetail, Series} from '../../../tracking/run-summary.ts';
import {placeOnAxis, type Axis} from '../../curves/axis.ts';
import {drawnMetrics, twinOf} from '../../curves/drawn-metrics.ts';
import {measure} from '../../numbers.ts';
import {cut, padEnd, printable, widthOf} from '../../text-width.ts';
import {lineChart, type ChartSeries} from '../chart/line-chart.ts';
import {smooth} from '../../curves/smooth.ts';
import {thinned} from '../../curves/thinned.ts';
import {tickText} from '../chart/ticks.ts';
import {focusRuns, type FocusRun} from '../focus.ts';
import {fitLine, lineWidth, type Line} from '../line.ts';
import {shortDuration} from '../short-duration.ts';
import type {ChartView, Dashboard} from '../state.ts';
import type {PanePlace} from './place.ts';

/** A metric of the runs in focus over their epochs, several runs at once, with its twin from training dashed. */
export function curvesPane(state: Dashboard, {width, rows}: PanePlace): readonly Line[] {
  const {chart} = state;
  const metric = shownMetric(state);
  const drawn = focusRuns(state).flatMap((focus) => drawnOf(state, focus, metric));
  if (metric === undefined || drawn.length === 0)
    return [[{text: 'No curve: no metric here has the two epochs that a curve takes.', dim: true}]];
  const cursor = cursorX(drawn, chart.cursor);
  const nameWidth = Math.min(
    16,
    Math.max(...drawn.map(({focus}) => widthOf(printable(focus.run.experiment)))),
  );
  const legend = drawn.map((each) => legendLine(each, cursor, nameWidth));
  const beside = width >= 100 && rows >= 6;
  const legendWidth = beside ? Math.min(56, Math.max(...legend.map(lineWidth)) + 2) : 0;
  const legendRows = beside ? 0 : Math.min(legend.length, Math.max(1, Math.floor(rows / 4)));
  const xText = chart.x === 'time' ? shortDuration : tickText;
  const lines = lineChart({
    series: drawn.flatMap(({series}) => series),
    width: width - legendWidth,
    rows: rows - 1 - legendRows,
    log: chart.log,
    set: chart.set,
    ...(cursor === undefined ? {} : {cursor}),
    xText,
    // There is no half an epoch, and no half an image.
    ...(chart.x === 'time' ? {} : {xStep: 1}),
  });
  const title: Line = [
    {text: printable(metric), bold: true},
    {text: `${hasTwin(drawn) ? ` and, dashed, ${printable(twinOf(metric) ?? '')}` : ''} by ${chart.x}`},
    {text: `${chart.log ? ' · log axis' : ''}${chart.smoothing > 0 ? ` · smoothed ${chart.smoothing}` : ''}`},
    ...(cursor === undefined ? [] : [{text: ` · read at ${xText(cursor)}`}]),
    {text: '  m metric  , . read', dim: true},
  ];
  if (!beside) return [title, ...lines, ...legend.slice(0, legendRows)];
  return [
    title,
    ...lines.map((line, index): Line => [
      ...fitLine(line, width - legendWidth),
      {text: '  '},
      ...(legend[index] ?? []),
    ]),
  ];
}

/** The metrics that can be drawn of what is in focus. */
export const curveMetrics = (state: Dashboard): readonly string[] =>
  drawnMetrics(
    focusRuns(state).flatMap(({run}) => state.read.details.get(run.id) ?? []),
    Object.keys(state.metrics),
  );

function shownMetric(state: Dashboard): string | undefined {
  const names = curveMetrics(state);
  return names.find((name) => name === state.chart.metric) ?? names[0];
}

const hasTwin = (drawn: readonly Drawn[]): boolean => drawn.some(({series}) => series.length > 1);

interface Drawn {
  readonly focus: FocusRun;
  readonly series: readonly DrawnSeries[];
}

/** Drawn are fewer points than there may be; read are all. */
interface DrawnSeries extends ChartSeries {
  readonly all: ChartSeries['points'];
}

function drawnOf({read, chart}: Dashboard, focus: FocusRun, metric: string | undefined): readonly Drawn[] {
  const detail = read.details.get(focus.run.id);
  if (detail === undefined || metric === undefined) return [];
  const lines = [metric, twinOf(metric)].flatMap((name, index): DrawnSeries[] => {
    const series = detail.metrics.find((each) => each.name === name);
    if (series === undefined || series.points.length === 0) return [];
    const {all, drawn} = pointsOf(series, detail, chart);
    return [{color: focus.color, glyph: focus.glyph, dashed: index > 0, points: drawn, all}];
  });
  return lines.length === 0 ? [] : [{focus, series: lines}];
}

interface Placed {
  readonly x: Axis;
  readonly smoothing: number;
  readonly all: ChartSeries['points'];
  readonly drawn: ChartSeries['points'];
}

/** Made once for a curve as it was read, since it is drawn at every key: a hundred thousand epochs take a while. */
function pointsOf(series: Series, detail: RunDetail, {x, smoothing}: ChartView): Placed {
  const known = placed.get(series);
  if (known?.x === x && known.smoothing === smoothing) return known;
  const values = smooth(
    series.points.map(({value}) => value),
    smoothing,
  );
  const at = placeOnAxis(detail, series, x);
  const all = series.points.map(({step}, index) => ({x: at(step), y: values[index] ?? NaN}));
  const made = {x, smoothing, all, drawn: thinned(all, mostDrawn)};
  placed.set(series, made);
  return made;
}

const placed = new WeakMap<Series, Placed>();
/** More than the widest screen has dots. */
const mostDrawn = 4000;

/** So many points back from the last one of the longest curve. */
function cursorX(drawn: readonly Drawn[], back: number | undefined): number | undefined {
  if (back === undefined) return undefined;
  const xs = [...new Set(drawn.flatMap(({series}) => series.flatMap(({all}) => all.map(({x}) => x))))].sort(
    (a, b) => a - b,
  );
  return xs[Math.max(0, xs.length - 1 - back)];
}

/** The values at the cursor, or the last ones. */
function legendLine({focus, series}: Drawn, cursor: number | undefined, nameWidth: number): Line {
  const read = ({all}: DrawnSeries): string => {
    const last = cursor === undefined ? all.at(-1) : all.findLast(({x}) => x <= cursor + 1e-9);
    return last === undefined ? '–' : measure(last.y);
  };
  const name = cut(printable(focus.run.experiment), nameWidth);
  const [first, ...twins] = series.map(read);
  return [
    {text: `${focus.glyph} `, color: focus.color},
    {text: padEnd(name, nameWidth)},
    {text: ` ${focus.run.id}`, dim: true},
    {text: `  ${first ?? ''}`, bold: true},
    {text: twins.map((value) => `  ┄ ${value}`).join('')},
  ];
}
