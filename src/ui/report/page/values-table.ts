import {measure} from '../../numbers.ts';
import type {ChartLine, DrawnRun} from '../chart-lines.ts';
import {placeText} from './chart-legend.ts';
import {element} from './element.ts';
import {scroller} from './section.ts';
import type {View} from './view.ts';

/** Every value of a chart, for those who read rather than look. */
export function valuesTable(
  title: string,
  runs: readonly DrawnRun[],
  lines: readonly ChartLine[],
  {axis}: View,
): HTMLElement {
  const xs = [...new Set(lines.flatMap((line) => line.xs))].sort((a, b) => a - b);
  const values = lines.map((line) => new Map(line.xs.map((x, index) => [x, line.ys[index]])));
  const nameOf = (id: string) => runs.find(({run}) => run.id === id)?.run.experiment ?? id;
  return scroller(
    `Values of ${title}`,
    element(
      'table',
      {},
      element('caption', {class: 'unseen'}, `Values of ${title}`),
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          element('th', {scope: 'col'}, axis),
          ...lines.map(({id, metric}) =>
            element('th', {scope: 'col', class: 'right'}, `${nameOf(id)} ${metric}`),
          ),
        ),
      ),
      element(
        'tbody',
        {},
        ...xs.map((x) =>
          element(
            'tr',
            {},
            element('th', {scope: 'row'}, placeText(axis, x)),
            ...values.map((ofLine) => {
              const value = ofLine.get(x);
              return element(
                'td',
                {class: 'right'},
                value === undefined ? '' : value === null ? '–' : measure(value),
              );
            }),
          ),
        ),
      ),
    ),
  );
}
