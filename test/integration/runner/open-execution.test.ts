import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {z} from 'zod';
import {inProcess} from '../../../src/executors/in-process.ts';
import {systemClock} from '../../../src/runner/clock.ts';
import type {Event} from '../../../src/runner/events.ts';
import {expandRuns} from '../../../src/runner/expand-runs.ts';
import {ok} from '../../../src/runner/failure.ts';
import {loadPipeline} from '../../../src/runner/load-pipeline.ts';
import {openExecution} from '../../../src/runner/open-execution.ts';
import {parseOverrides} from '../../../src/runner/overrides.ts';
import {drivenStages} from '../../rig/driven-stages.ts';
import {makeWorkspace, unwrap, type Workspace} from '../../rig/workspace.ts';

let workspace: Workspace;
beforeEach(async () => {
  workspace = await makeWorkspace({'pipeline.yaml': 'name: p\nstages: {train: {uses: train}}\n'});
});
afterEach(() => workspace.remove());

const stages = () =>
  drivenStages({
    train: {
      params: z.object({epochs: z.int().default(1)}),
      prefix: {param: 'epochs', holds: () => true},
    },
  });

test.each([
  ['shares', 1, 'run first does the same work'],
  ['goes on from', 2, 'continues where train.epochs 1 ends'],
])('a run that is stopped does not wait for the run whose work it %s', async (_what, epochs, reason) => {
  const {definitions, next} = stages();
  const pipeline = unwrap(await loadPipeline(join(workspace.folder, 'pipeline.yaml'), definitions));
  const [one] = unwrap(expandRuns(pipeline, [], []));
  const [two] = unwrap(expandRuns(pipeline, [], unwrap(parseOverrides([`train.epochs=${epochs}`]))));
  if (one === undefined || two === undefined) throw new Error('There are no runs.');
  const stop = new AbortController();
  const waits = (event: Event) =>
    event.type === 'stage-waiting' && event.run === 'second' && event.reason === reason;
  const execution = await openExecution({
    pipeline: 'p',
    workspace: workspace.folder,
    expected: 2,
    threads: 1,
    store: await workspace.store(),
    executor: inProcess,
    code: {'stages/train': 'its code'},
    engine: () => ok({name: 'none', version: '1'}),
    environment: {},
    env: {},
    lanes: {network: 2, light: 2, training: 2},
    cores: 2,
    emit: (event) => {
      if (waits(event)) setImmediate(() => stop.abort());
    },
    clock: systemClock,
    signal: new AbortController().signal,
    policy: 'keep-going',
    newRunId: () => 'none',
  });
  const first = execution.run(one, 'first');
  const training = await next('train');
  expect((await execution.run(two, 'second', stop.signal)).status).toBe('cancelled');
  await training.done();
  expect((await first).status).toBe('done');
  await execution.close('done');
});
