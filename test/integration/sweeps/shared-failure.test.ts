import {expect, test} from 'vitest';
import {z} from 'zod';
import {fail, ok} from '../../../src/runner/failure.ts';
import {defineStage} from '../../../src/runner/stage-definition.ts';
import {makeWorkspace} from '../../rig/epochal.ts';
import {sweepInProcess} from '../../rig/sweep-process.ts';

test('a stage that all trials have in common fails once, and each of them says so', async () => {
  const workspace = await makeWorkspace({
    'pipeline.yaml':
      'name: x\nmetrics: {score: max}\nstages: {fetch: {uses: fetch}, fit: {uses: fit, needs: {data: fetch}}}\n',
    'experiments/many.sweep.yaml': 'space: {fit.x: [1, 2, 3, 4, 5]}\n',
  });
  let fetched = 0;
  const common = {summary: 'Of the test.', lane: 'light', place: 'here', numeric: false} as const;
  const fetch = defineStage({
    ...common,
    name: 'fetch',
    params: z.object({}),
    inputs: {},
    run: () => {
      fetched++;
      return Promise.resolve(fail({code: 'gone', blame: 'stage', what: 'The data is gone.'}));
    },
  });
  const fit = defineStage({
    ...common,
    name: 'fit',
    params: z.object({x: z.int().default(0)}),
    inputs: {data: {doc: 'any'}},
    run: () => Promise.resolve(ok(undefined)),
  });
  const {trials} = await sweepInProcess({
    workspace: workspace.folder,
    sweep: 'many',
    definitions: {fetch, fit},
    show: () => undefined,
  });
  expect(trials.map(({status, outcome}) => [status, outcome?.failure?.what])).toEqual(
    Array.from({length: 5}, () => ['failed', 'The data is gone.']),
  );
  expect(fetched).toBe(1);
  await workspace.remove();
});
