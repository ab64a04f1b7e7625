import {axes} from '../../curves/axis.ts';
import type {Binding, BindingGroup} from '../binding.ts';
import {dotSets} from '../chart/dots.ts';
import {curveMetrics} from '../panes/curves.ts';
import {becomes, type ChartView, type Dashboard} from '../state.ts';

const withChart = (state: Dashboard, change: Partial<ChartView>): Dashboard => ({
  ...state,
  chart: {...state.chart, ...change},
});

/** The next of a list after the one that is there, round and round. */
function after<T>(list: readonly T[], now: T, way = 1): T {
  return list[(list.indexOf(now) + way + list.length) % list.length] ?? now;
}

function turnMetric(state: Dashboard, way: number): Dashboard {
  const names = curveMetrics(state);
  const now = names.find((name) => name === state.chart.metric) ?? names[0];
  return now === undefined ? state : withChart(state, {metric: after(names, now, way)});
}

/** Back in time is further from the last point; beyond the last point nothing is read. */
function moveCursor(state: Dashboard, back: number): Dashboard {
  const {cursor} = state.chart;
  const next = cursor === undefined ? (back > 0 ? 0 : undefined) : cursor + back;
  return withChart(state, {cursor: next === undefined || next < 0 ? undefined : next});
}

const smoothings = [0, 0.6, 0.9];

const bindings: readonly Binding[] = [
  {name: 'metric', keys: ['m'], help: 'next metric', run: (state) => becomes(turnMetric(state, 1))},
  {
    name: 'previous-metric',
    keys: ['M'],
    help: 'previous metric',
    run: (state) => becomes(turnMetric(state, -1)),
  },
  {
    name: 'log-axis',
    keys: ['y'],
    help: 'logarithmic y axis',
    run: (state) => becomes(withChart(state, {log: !state.chart.log})),
  },
  {
    name: 'x-axis',
    keys: ['x'],
    help: 'x by epoch, by samples seen, by seconds of training',
    run: (state) => becomes(withChart(state, {x: after(axes, state.chart.x)})),
  },
  {
    name: 'smoothing',
    keys: ['~'],
    help: 'smooth: none, a little, much',
    run: (state) => becomes(withChart(state, {smoothing: after(smoothings, state.chart.smoothing)})),
  },
  {
    name: 'read-before',
    keys: [','],
    help: 'read the values one epoch earlier',
    run: (state) => becomes(moveCursor(state, 1)),
  },
  {name: 'read-after', keys: ['.'], help: 'one epoch later', run: (state) => becomes(moveCursor(state, -1))},
  {
    name: 'dots',
    keys: ['B'],
    help: 'draw with braille, blocks or ASCII',
    run: (state) => becomes(withChart(state, {set: after(dotSets, state.chart.set)})),
  },
];

export const chart: BindingGroup = {title: 'Curves', bindings};
