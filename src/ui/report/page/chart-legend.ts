import type uPlot from 'uplot';
import {lookOf} from '../../curves/series-looks.ts';
import {shortDuration} from '../../dashboard/short-duration.ts';
import {measure} from '../../numbers.ts';
import type {ChartLine, DrawnRun} from '../chart-lines.ts';
import {element} from './element.ts';
import type {Axis} from '../../curves/axis.ts';
import {mostDrawn, type ViewStore} from './view.ts';

interface Given {
  readonly metric: string;
  readonly twin: string | undefined;
  readonly runs: readonly DrawnRun[];
  readonly lines: readonly ChartLine[];
  readonly store: ViewStore;
}

interface Legend {
  readonly table: HTMLElement;
  /** Takes the values where the cursor stands; the last ones where it is nowhere. */
  readonly read: (plot: uPlot) => void;
  /** What it says now, for ears. */
  readonly text: () => string;
}

/** The runs of a chart, with their values at the cursor. */
export function chartLegend({metric, twin, runs, lines, store}: Given): Legend {
  const place = element('th', {scope: 'col', class: 'right'});
  const cells = lines.map(() => element('td', {class: 'right'}));
  const cellOf = (id: string, ofTwin: boolean) =>
    cells[lines.findIndex((line) => line.id === id && line.twin === ofTwin)] ?? element('td');
  const rows = runs.map(({run, slot}) =>
    element(
      'tr',
      {},
      element(
        'th',
        {scope: 'row', class: `run-${slot % mostDrawn}`},
        element('span', {class: 'glyph', 'aria-hidden': 'true'}, lookOf(slot).glyph),
        ` ${run.experiment} `,
        element('span', {class: 'quiet'}, run.id),
      ),
      cellOf(run.id, false),
      ...(twin === undefined ? [] : [cellOf(run.id, true)]),
    ),
  );
  const table = element(
    'table',
    {class: 'legend'},
    element('caption', {class: 'unseen'}, `Values of ${metric}`),
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        place,
        element('th', {scope: 'col', class: 'right'}, metric),
        ...(twin === undefined ? [] : [element('th', {scope: 'col', class: 'right'}, twin)]),
      ),
    ),
    element('tbody', {}, ...rows),
  );
  const {axis} = store.now();
  return {
    table,
    read: (plot) => {
      const at = plot.cursor.idx ?? undefined;
      const x = at === undefined ? undefined : plot.data[0][at];
      place.textContent = x === undefined ? 'last' : placeText(axis, x);
      lines.forEach(({ys, xs}, index) => {
        const own = x === undefined ? ys.length - 1 : xs.findLastIndex((each) => each <= x);
        const value = ys[own];
        const cell = cells[index];
        if (cell !== undefined)
          cell.textContent = value === undefined || value === null ? '–' : measure(value);
      });
    },
    text: () =>
      [
        place.textContent,
        ...rows.map((row) => [...row.cells].map(({textContent}) => textContent).join(' ')),
      ].join('; '),
  };
}

export function placeText(axis: Axis, x: number): string {
  switch (axis) {
    case 'epoch':
      return `epoch ${x}`;
    case 'samples':
      return `${x.toLocaleString('en')} images`;
    case 'time':
      return shortDuration(x);
    default:
      return axis satisfies never;
  }
}
