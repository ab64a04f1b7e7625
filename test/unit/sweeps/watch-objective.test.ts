import {expect, test} from 'vitest';
import {watchObjective} from '../../../src/sweeps/watch-objective.ts';

test.each([
  ['max', [NaN, 0.4, 0.9, Infinity, 0.5], 0.9],
  ['min', [Infinity, 0.4, 0.2, NaN, 0.5], 0.2],
] as const)('the best epoch (%s) is one that came to a number', (direction, values, best) => {
  const watch = watchObjective({metric: 'val_loss', direction, of: 'best'});
  const at = 0;
  watch.listen({
    type: 'run-started',
    at,
    run: 'r1',
    experiment: 'try',
    params: {},
    stages: [],
    environment: {},
  });
  values.forEach((value, step) => {
    const report = {type: 'metrics', step, values: {val_loss: value}} as const;
    watch.listen({type: 'stage-reported', at, run: 'r1', stage: 'train', report});
  });
  const outcome = watch.outcomeOf(
    {kind: 'continue', number: 0, trial: 1, reason: '', clock: 0, epochs: 5},
    {id: 'r1', experiment: 'try', status: 'done', stages: new Map()},
  );
  expect(outcome).toMatchObject({status: 'done', value: best});
});
