/**
 * A process that sweeps the pipeline of a folder as `epochal sweep` would, with record and store, but for its stage: `nothing` only
 * says a metric, so that what is measured is all that stands around a trial's own work. Prints, as JSON, the milliseconds of every
 * hundredth part of the trials, and the memory before and after.
 */
import {join} from 'node:path';
import {z} from 'zod';
import {inProcess} from '../../src/executors/in-process.ts';
import {openStore} from '../../src/runner/artifact-store.ts';
import {systemClock} from '../../src/runner/clock.ts';
import {environmentOf} from '../../src/runner/environment.ts';
import {ok} from '../../src/runner/failure.ts';
import {loadPipeline} from '../../src/runner/load-pipeline.ts';
import {openExecution} from '../../src/runner/open-execution.ts';
import {runIds} from '../../src/runner/run-ids.ts';
import {defineStage, type StageDefinition} from '../../src/runner/stage-definition.ts';
import {conduct} from '../../src/sweeps/conduct.ts';
import {loadSweep} from '../../src/sweeps/load-sweep.ts';
import {openSteering} from '../../src/sweeps/steering.ts';
import {planTrial} from '../../src/sweeps/trial-plan.ts';
import {watchObjective} from '../../src/sweeps/watch-objective.ts';
import {claimRunId} from '../../src/tracking/claim-run-id.ts';
import {findEqualRun} from '../../src/tracking/find-run.ts';
import {openTracking} from '../../src/tracking/open-tracking.ts';
import {createRecorder} from '../../src/tracking/recorder.ts';
import {openSweepRecord} from '../../src/tracking/sweep-record.ts';
import {createSweepLog} from '../../src/ui/sweep-log.ts';
import {unwrap} from '../../test/rig/workspace.ts';

const nothing = defineStage({
  name: 'nothing',
  summary: 'Says a metric.',
  params: z.object({x: z.number().default(0)}),
  inputs: {},
  lane: 'light',
  place: 'here',
  numeric: false,
  run: ({params, report}) => {
    report({type: 'metrics', step: 1, values: {score: params.x}});
    return Promise.resolve(ok(undefined));
  },
}) satisfies StageDefinition;

const [, , workspace = ''] = process.argv;
const pipeline = unwrap(await loadPipeline(join(workspace, 'pipeline.yaml'), {nothing}));
const sweep = unwrap(await loadSweep(join(workspace, 'experiments/many.sweep.yaml'), pipeline));
const ground = {sweep, pipeline, overrides: []};
const tracking = unwrap(openTracking(join(workspace, 'experiments', 'runs.db')));
const record = unwrap(
  openSweepRecord(tracking, {name: 'many', identity: 'bench', spec: sweep, lanes: 2, now: Date.now}),
);
const write = createRecorder(tracking);
const objective = watchObjective(sweep.objective);
let told = 0;
const show = createSweepLog(
  {out: (text) => (told += text.length), err: (text) => (told += text.length)},
  {folder: workspace},
);
const newRunId = runIds({now: Date.now, claim: (id) => unwrap(claimRunId(tracking, id))});
const signal = new AbortController().signal;
const environment = environmentOf({workspace, version: '1'});
const execution = await openExecution({
  store: unwrap(await openStore(join(workspace, 'artifacts'))),
  code: {'stages/nothing': 'its code'},
  emit: (event) => {
    objective.listen(event);
    write(event);
    show(event);
  },
  executor: inProcess,
  engine: () => ok({name: 'none', version: '1'}),
  environment: environment.then(({facts}) => facts),
  changes: environment.then(({changes}) => changes),
  env: process.env,
  cores: 2,
  lanes: {network: 2, light: 2, training: 2},
  clock: systemClock,
  signal,
  policy: 'keep-going',
  newRunId,
  findEqualRun: (keys) => unwrap(findEqualRun(tracking, keys)),
  pipeline: pipeline.name,
  workspace,
  expected: 0,
  threads: 1,
});
const ends: number[] = [];
const began = performance.now();
const memory = () => process.memoryUsage().rss;
const rss: number[] = [memory()];
await conduct({
  sweep,
  history: record.history,
  lanes: 2,
  clock: systemClock,
  signal,
  steering: openSteering({signal, stop: () => undefined}),
  emit: show,
  newRunId,
  plan: (tried) => planTrial(ground, tried),
  runTrial: async (work, {planned, run, signal: own}) =>
    objective.outcomeOf(work, await execution.run(planned, run, own)),
  decided: (decision, run) => record.decided(decision, run).ok,
  finished: (outcome) => {
    unwrap(record.finished(outcome));
    ends.push(performance.now() - began);
    if (ends.length % 1_000 === 0) rss.push(memory());
  },
});
unwrap(record.ended('done', ''));
await execution.close('done');
tracking.close();
const part = Math.max(1, Math.floor(ends.length / 10));
const tenths = Array.from({length: 10}, (_, index) => {
  const [from, to] = [ends[index * part - 1] ?? 0, ends[(index + 1) * part - 1] ?? 0];
  return (to - from) / part;
});
console.log(JSON.stringify({trials: ends.length, each: (ends.at(-1) ?? 0) / ends.length, tenths, rss, told}));
