import {availableParallelism} from 'node:os';
import {byPlace} from '../executors/by-place.ts';
import {inChildProcess} from '../executors/child-process.ts';
import {inProcess} from '../executors/in-process.ts';
import {engineInfo} from '../ml/engine-info.ts';
import {openStore} from '../runner/artifact-store.ts';
import {systemClock} from '../runner/clock.ts';
import {readCodeDigests} from '../runner/code-digests.ts';
import {environmentFacts} from '../runner/environment.ts';
import type {Listener} from '../runner/events.ts';
import {execute, type ExecutionResult} from '../runner/execute.ts';
import {expandRuns} from '../runner/expand-runs.ts';
import {exitCodes, ok, type Failure, type Result} from '../runner/failure.ts';
import {loadExperiments} from '../runner/load-experiments.ts';
import {loadPipeline} from '../runner/load-pipeline.ts';
import {parseOverrides} from '../runner/overrides.ts';
import type {PlannedRun} from '../runner/pipeline.ts';
import {runIds} from '../runner/run-ids.ts';
import {stageDefinitions} from '../stages/index.ts';
import {claimRunId} from '../tracking/claim-run-id.ts';
import {findEqualRun} from '../tracking/find-run.ts';
import {listRuns} from '../tracking/list-runs.ts';
import {openTracking, type Tracking} from '../tracking/open-tracking.ts';
import {createRecorder} from '../tracking/recorder.ts';
import {compareTable} from '../ui/compare-table.ts';
import {compare} from '../ui/comparison.ts';
import {failureText} from '../ui/failure-text.ts';
import {cancelOnSignals} from './cancel-on-signals.ts';
import type {RunOptions} from './program.ts';
import {print, refuse} from './say.ts';
import {readTerminal} from './terminal.ts';
import {version} from './version.ts';
import {openView} from './view.ts';
import {workspaceOf, type Workspace} from './workspace.ts';

type Env = Record<string, string | undefined>;

/** `epochal run`: plans, opens store and record, runs, shows. */
export async function runVerb(file: string, options: RunOptions, env: Env): Promise<number> {
  const planned = await plan(file, options);
  if (!planned.ok) return refuse(planned.failure);
  const workspace = workspaceOf(file);
  const opened = await open(workspace);
  if (!opened.ok) return refuse([opened.failure]);
  const {tracking, store, code} = opened.value;

  const view = await openView(options, env, {folder: workspace.folder, runs: planned.value});
  const signals = cancelOnSignals(view.note);
  const record = createRecorder(tracking, {
    onFailure: (failure) => view.note(failureText(failure, {folder: workspace.folder})),
  });
  const emit: Listener = (event) => {
    record(event);
    view.listen(event);
  };
  const result = await execute({
    runs: planned.value,
    store,
    code,
    emit,
    executor: byPlace({
      here: inProcess,
      child: inChildProcess({entry: new URL('./child.js', import.meta.url).pathname}),
    }),
    engine: () => engineInfo({env}),
    environment: environmentFacts({workspace: workspace.folder, version}),
    env,
    cores: availableParallelism(),
    lanes: lanesFor(options.jobs ?? availableParallelism()),
    clock: systemClock,
    signal: signals.signal,
    policy: options.failFast === true ? 'fail-fast' : 'keep-going',
    newRunId: runIds({now: Date.now, claim: (id) => mustClaim(tracking, id)}),
    findEqualRun: (keys) => {
      const equal = findEqualRun(tracking, keys);
      return equal.ok ? equal.value : undefined;
    },
  });
  signals.stop();
  await view.close();
  const shown = options.json === true ? 0 : await showTable(result, tracking, {planned: planned.value, env});
  tracking.close();
  return Math.max(shown, exitCodeOf(result));
}

/** Several runs end with the table that compares them; those that equal an earlier run stand there as that one. */
async function showTable(
  {runs}: ExecutionResult,
  tracking: Tracking,
  {planned, env}: {readonly planned: readonly PlannedRun[]; readonly env: Env},
): Promise<number> {
  if (runs.length < 2) return 0;
  const metrics = planned[0]?.pipeline.metrics ?? {};
  const listed = listRuns(tracking, {names: runs.map(({id, equals}) => equals ?? id), metrics});
  if (!listed.ok) return refuse([listed.failure]);
  const {columns: width} = readTerminal(env, process.stdout);
  await print(`\n${compareTable(compare(listed.value, metrics), width === undefined ? {} : {width})}`);
  return 0;
}

async function plan(
  file: string,
  options: RunOptions,
): Promise<Result<readonly PlannedRun[], readonly Failure[]>> {
  const overrides = parseOverrides(options.set);
  if (!overrides.ok) return overrides;
  const pipeline = await loadPipeline(file, stageDefinitions);
  if (!pipeline.ok) return pipeline;
  const names = options.experiment?.split(',').map((name) => name.trim()) ?? pipeline.value.experiments;
  const experiments = await loadExperiments(pipeline.value, names);
  if (!experiments.ok) return experiments;
  return expandRuns(pipeline.value, experiments.value, overrides.value);
}

async function open({record, artifacts}: Workspace) {
  const code = await readCodeDigests(new URL('./code-digests.json', import.meta.url).pathname);
  if (!code.ok) return code;
  const store = await openStore(artifacts);
  if (!store.ok) return store;
  const tracking = openTracking(record);
  if (!tracking.ok) return tracking;
  return ok({code: code.value, store: store.value, tracking: tracking.value});
}

/** Fetching is polite; trainings and all else take a core each. */
const lanesFor = (jobs: number) => ({network: Math.min(2, jobs), light: jobs, training: jobs});

function mustClaim(tracking: Tracking, id: string): boolean {
  const claimed = claimRunId(tracking, id);
  // The record was open a moment ago; without ids nothing can be recorded.
  if (!claimed.ok) throw new Error(claimed.failure.what);
  return claimed.value;
}

function exitCodeOf({status, runs}: ExecutionResult): number {
  if (status === 'done') return 0;
  if (status === 'cancelled') return exitCodes.cancelled;
  const failures = runs.flatMap(({stages}) =>
    [...stages.values()].flatMap((stage) => (stage.status === 'failed' ? [stage.failure] : [])),
  );
  const codes = failures.map(({blame}) => exitCodes[blame]);
  // A bug hides nothing; else what the user can mend comes before what only waiting mends.
  return (
    [exitCodes.bug, exitCodes.user, exitCodes.outside, exitCodes.stage].find((code) =>
      codes.includes(code),
    ) ?? exitCodes.stage
  );
}
