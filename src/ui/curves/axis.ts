import {factNamed} from '../../tracking/data-identity.ts';
import type {RunDetail, Series} from '../../tracking/run-summary.ts';

/** What curves can be drawn over. */
export const axes = ['epoch', 'samples', 'time'] as const;
export type Axis = (typeof axes)[number];

/** Where an epoch of a series stands: by number, by how many images training has seen then, or by its seconds of training. */
export function placeOnAxis(
  run: Pick<RunDetail, 'facts' | 'metrics' | 'seconds'>,
  series: Series,
  axis: Axis,
): (step: number) => number {
  switch (axis) {
    case 'epoch':
      return (step) => step;
    case 'samples': {
      const images = Number(factNamed(run.facts, 'train_rows') ?? 1);
      return (step) => step * images;
    }
    case 'time': {
      const epochs = run.metrics.find(({name, stage}) => name === 'epoch_seconds' && stage === series.stage);
      let sum = 0;
      const ends = new Map(epochs?.points.map(({step, value}) => [step, (sum += value)]));
      const last = series.points.at(-1)?.step ?? 1;
      return (step) => ends.get(step) ?? ((run.seconds ?? 0) * step) / last;
    }
    default:
      return axis satisfies never;
  }
}
