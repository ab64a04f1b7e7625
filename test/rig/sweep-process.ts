import {join} from 'node:path';
import {inProcess} from '../../src/executors/in-process.ts';
import {openStore} from '../../src/runner/artifact-store.ts';
import {systemClock} from '../../src/runner/clock.ts';
import {environmentOf} from '../../src/runner/environment.ts';
import type {Event} from '../../src/runner/events.ts';
import {ok} from '../../src/runner/failure.ts';
import {loadPipeline} from '../../src/runner/load-pipeline.ts';
import {openExecution} from '../../src/runner/open-execution.ts';
import {runIds} from '../../src/runner/run-ids.ts';
import type {StageDefinition} from '../../src/runner/stage-definition.ts';
import {conduct} from '../../src/sweeps/conduct.ts';
import type {SweepEvent} from '../../src/sweeps/events.ts';
import {loadSweep} from '../../src/sweeps/load-sweep.ts';
import {openSteering} from '../../src/sweeps/steering.ts';
import {planTrial} from '../../src/sweeps/trial-plan.ts';
import {watchObjective} from '../../src/sweeps/watch-objective.ts';
import {claimRunId} from '../../src/tracking/claim-run-id.ts';
import {findEqualRun} from '../../src/tracking/find-run.ts';
import {openTracking} from '../../src/tracking/open-tracking.ts';
import {createRecorder} from '../../src/tracking/recorder.ts';
import {openSweepRecord} from '../../src/tracking/sweep-record.ts';
import {unwrap} from './workspace.ts';

interface Given {
  /** With `pipeline.yaml` and `experiments/<sweep>.sweep.yaml`. */
  readonly workspace: string;
  readonly sweep: string;
  /** What `uses:` can name. */
  readonly definitions: Readonly<Record<string, StageDefinition>>;
  readonly show: (event: Event | SweepEvent) => void;
  /** Told when an outcome was kept. */
  readonly finished?: () => void;
}

/** Sweeps the pipeline of a folder as `epochal sweep` would, with record and store, two trials at a time, but with stages of the caller's. */
export async function sweepInProcess({workspace, sweep: name, definitions, show, finished}: Given) {
  const pipeline = unwrap(await loadPipeline(join(workspace, 'pipeline.yaml'), definitions));
  const sweep = unwrap(await loadSweep(join(workspace, `experiments/${name}.sweep.yaml`), pipeline));
  const ground = {sweep, pipeline, overrides: []};
  const tracking = unwrap(openTracking(join(workspace, 'experiments', 'runs.db')));
  const record = unwrap(
    openSweepRecord(tracking, {name, identity: name, spec: sweep, lanes: 2, now: Date.now}),
  );
  const write = createRecorder(tracking);
  const objective = watchObjective(sweep.objective);
  const newRunId = runIds({now: Date.now, claim: (id) => unwrap(claimRunId(tracking, id))});
  const {signal} = new AbortController();
  const environment = environmentOf({workspace, version: '1'});
  const code = Object.fromEntries(Object.keys(definitions).map((each) => [`stages/${each}`, 'its code']));
  const execution = await openExecution({
    store: unwrap(await openStore(join(workspace, 'artifacts'))),
    code,
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
  const {status, ledger} = await conduct({
    sweep,
    history: record.history,
    lanes: 2,
    clock: systemClock,
    signal,
    steering: openSteering({signal, stop: () => undefined, most: () => undefined, emit: show, now: Date.now}),
    emit: show,
    newRunId,
    plan: (tried) => planTrial(ground, tried),
    runTrial: async (work, {planned, run, signal: own}) =>
      objective.outcomeOf(work, await execution.run(planned, run, own)),
    decided: (decision, run) => record.decided(decision, run).ok,
    finished: (outcome) => {
      unwrap(record.finished(outcome));
      finished?.();
    },
  });
  unwrap(record.ended(status, ''));
  await execution.close(status);
  tracking.close();
  return ledger;
}
