import {drawnMetrics, twinOf} from '../curves/drawn-metrics.ts';
import type {PaneSubject} from './pane-subject.ts';
import type {Cell, Sheet} from './sheet.ts';

/** The values of a metric by epoch, a column for each run, and beside it what training itself saw of it. */
export function curvesSheet({runs, metrics, metric: asked}: PaneSubject): Sheet {
  const details = runs.map(({detail}) => detail);
  const metric = asked ?? drawnMetrics(details, Object.keys(metrics))[0];
  const series = details.flatMap(({id, experiment, metrics: recorded}) =>
    [metric, metric === undefined ? undefined : twinOf(metric)].flatMap((name) => {
      const found = recorded.find((each) => each.name === name);
      if (name === undefined || found === undefined || found.points.length === 0) return [];
      return [
        {
          title: `${experiment} ${id} ${name}`,
          values: new Map(found.points.map(({step, value}) => [step, value])),
        },
      ];
    }),
  );
  const steps = [...new Set(series.flatMap(({values}) => [...values.keys()]))].sort((a, b) => a - b);
  return {
    columns: ['epoch', ...series.map(({title}) => title)],
    rows: steps.map((step): Cell[] => [step, ...series.map(({values}) => values.get(step) ?? null)]),
    notes: [],
    empty:
      metric === undefined
        ? 'No metric here has the two epochs that a curve takes.'
        : `None of these runs has ${metric}.`,
  };
}
