import {axes, type Axis} from '../../curves/axis.ts';
import {drawnMetrics} from '../../curves/drawn-metrics.ts';
import type {DrawnRun} from '../chart-lines.ts';
import {chart} from './chart.ts';
import {element, from} from './element.ts';
import type {Report} from './read-data.ts';
import {section} from './section.ts';
import {check} from './table-controls.ts';
import type {ViewStore} from './view.ts';

/** Metrics over epochs, several runs at once; the cursor reads the values in all charts. */
export function curves(report: Report, store: ViewStore): HTMLElement {
  const {now, change, follow} = store;
  const charts = element('div', {class: 'charts'});
  const chips = element('fieldset', {class: 'chips'});
  let made: readonly ReturnType<typeof chart>[] = [];

  const runsDrawn = (): readonly DrawnRun[] => {
    const {drawn} = now();
    return [...drawn].flatMap(([id, slot]) => {
      const run = report.runs.find((each) => each.id === id);
      return run === undefined ? [] : [{run: {...run, metrics: report.seriesOf(id)}, slot}];
    });
  };
  const all = (): readonly string[] =>
    drawnMetrics(
      [...now().drawn.keys()].map((id) => ({metrics: report.seriesOf(id)})),
      Object.keys(report.metrics),
    );
  const chosen = (names: readonly string[]): readonly string[] => {
    const {metrics} = now();
    if (metrics !== undefined) return names.filter((name) => metrics.includes(name));
    const directed = names.filter((name) => Object.hasOwn(report.metrics, name));
    return (directed.length > 0 ? directed : names).slice(0, 4);
  };
  const fill = () => {
    const names = all();
    const shown = chosen(names);
    chips.replaceChildren(
      element('legend', {class: 'unseen'}, 'Metrics'),
      ...names.map((name) =>
        element(
          'label',
          {},
          element('input', {
            type: 'checkbox',
            value: name,
            checked: shown.includes(name),
            on: {
              change: from(HTMLInputElement, ({checked}) => {
                change({metrics: names.filter((each) => (each === name ? checked : shown.includes(each)))});
                chips.querySelector<HTMLElement>(`input[value="${CSS.escape(name)}"]`)?.focus();
              }),
            },
          }),
          element('span', {}, name),
        ),
      ),
    );
    for (const each of made) each.remove();
    const runs = runsDrawn();
    made = shown.map((metric) => chart({metric, runs, store}));
    charts.replaceChildren(
      ...(made.length === 0
        ? [
            element(
              'p',
              {class: 'quiet'},
              names.length === 0
                ? 'No metric here has the two epochs that a curve takes.'
                : 'No metric is chosen.',
            ),
          ]
        : made.map(({figure}) => figure)),
    );
  };
  follow(['drawn', 'metrics', 'axis', 'log', 'smoothing', 'theme'], fill);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', fill);
  fill();
  return section(
    'Curves',
    element(
      'div',
      {class: 'controls'},
      chips,
      axisChoice(store),
      check('log axis', (log) => change({log})),
      smoothing(store),
    ),
    charts,
    element(
      'p',
      {class: 'quiet'},
      'Solid: on test images; dashed: on training images. Point at a chart, or move in it with ← and →, to read the values; drag to zoom, double-click to see all.',
    ),
  );
}

const axisNames: Readonly<Record<Axis, string>> = {
  epoch: 'epoch',
  samples: 'images seen',
  time: 'seconds of training',
};

const axisChoice = ({change}: ViewStore): HTMLElement =>
  element(
    'label',
    {},
    element('span', {}, 'by'),
    element(
      'select',
      {
        'aria-label': 'by',
        on: {
          change: from(HTMLSelectElement, ({value}) =>
            change({axis: axes.find((axis) => axis === value) ?? 'epoch'}),
          ),
        },
      },
      ...axes.map((axis) => element('option', {value: axis}, axisNames[axis])),
    ),
  );

const smoothing = ({change}: ViewStore): HTMLElement =>
  element(
    'label',
    {},
    element('span', {}, 'smooth'),
    element('input', {
      type: 'range',
      min: 0,
      max: 0.95,
      step: 0.05,
      value: 0,
      on: {input: from(HTMLInputElement, ({value}) => change({smoothing: Number(value)}))},
    }),
  );
