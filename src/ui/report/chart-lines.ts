import type {RunDetail} from '../../tracking/run-summary.ts';
import {placeOnAxis, type Axis} from '../curves/axis.ts';
import {twinOf} from '../curves/drawn-metrics.ts';
import {smooth} from '../curves/smooth.ts';

/** A run that is drawn, and the slot of its colour and glyph. */
export interface DrawnRun {
  readonly run: Pick<RunDetail, 'id' | 'experiment' | 'facts' | 'metrics' | 'seconds'>;
  readonly slot: number;
}

export interface ChartLine {
  readonly id: string;
  readonly slot: number;
  readonly metric: string;
  /** What training itself saw: dashed. */
  readonly twin: boolean;
  readonly xs: readonly number[];
  /** Null where there is no number. */
  readonly ys: readonly (number | null)[];
}

interface How {
  readonly axis: Axis;
  /** Weight of what was before, below 1. */
  readonly smoothing: number;
  /** Only what is above zero can be drawn. */
  readonly log: boolean;
}

/** The lines of a metric and of its twin from training, for each run that has it. */
export const chartLines = (
  runs: readonly DrawnRun[],
  metric: string,
  {axis, smoothing, log}: How,
): readonly ChartLine[] =>
  runs.flatMap(({run, slot}) =>
    [metric, twinOf(metric)].flatMap((name, index): readonly ChartLine[] => {
      const series = run.metrics.find((each) => each.name === name);
      if (name === undefined || series === undefined || series.points.length === 0) return [];
      const at = placeOnAxis(run, series, axis);
      const values = smooth(
        series.points.map(({value}) => value),
        smoothing,
      );
      return [
        {
          id: run.id,
          slot,
          metric: name,
          twin: index > 0,
          xs: series.points.map(({step}) => at(step)),
          ys: values.map((value) => (Number.isFinite(value) && (!log || value > 0) ? value : null)),
        },
      ];
    }),
  );
