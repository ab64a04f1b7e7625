import {incomparable} from '../../tracking/comparability.ts';
import type {ParamValue} from '../../runner/param-value.ts';
import {paramText} from '../dashboard/columns.ts';
import {verdict} from '../dashboard/noise.ts';
import {delta} from '../delta.ts';
import {differencesOf} from '../differences.ts';
import {measure} from '../numbers.ts';
import type {PaneSubject} from './pane-subject.ts';
import type {Cell, Sheet} from './sheet.ts';

/** Only what differs between runs, the first of them the base; numbers that can be better with how far they are from it. */
export function differencesSheet({runs, all, metrics}: PaneSubject): Sheet {
  const details = runs.map(({detail}) => detail);
  const [base, ...others] = details;
  const found = differencesOf(
    runs.map(({detail, evaluation}) => ({detail, labels: evaluation?.labels ?? []})),
    metrics,
  );
  const [headline] = Object.keys(metrics);
  return {
    columns: [
      'of',
      'name',
      ...details.flatMap(({experiment, id}, index) => {
        const title = `${experiment} ${id}`;
        return index === 0 ? [title] : [title, `Δ ${id}`];
      }),
    ],
    rows: found.map(({of, name, values, direction}): readonly Cell[] => [
      of,
      name,
      ...values.flatMap((value, index): Cell[] => {
        const cell = cellOf(value, of === 'stages');
        if (index === 0) return [cell];
        const far = direction === undefined ? undefined : delta(value, values[0], direction);
        return [cell, far === undefined ? null : {value: far.value, text: far.text}];
      }),
    ]),
    notes: [
      ...[...incomparable(details)].map(([id, reason]) => `≠ ${id} is not comparable: ${reason}`),
      ...(base === undefined || headline === undefined
        ? []
        : others.map(
            (run) =>
              `${run.id}: ${verdict({runs: all, base, run, metric: headline, direction: metrics[headline]})}`,
          )),
    ],
    empty: others.length === 0 ? 'Differences need two runs: name them.' : 'These runs differ in nothing.',
  };
}

function cellOf(value: ParamValue | undefined, isKey: boolean): Cell {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number')
    return {value, text: Number.isInteger(value) ? String(value) : measure(value)};
  if (typeof value === 'object') return JSON.stringify(value);
  return isKey ? {value, text: paramText(value).slice(0, 10)} : value;
}
