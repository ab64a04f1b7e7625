import {setMaxListeners} from 'node:events';
import type {Common, Execution, Facts} from './execution.ts';
import {runStage, type StageOutcome} from './run-stage.ts';
import type {Event} from './events.ts';
import {openLanes} from './lanes.ts';
import type {ParamValue} from './param-value.ts';
import type {PlannedRun} from './pipeline.ts';
import {recipeOf} from './recipe.ts';
import {openRelay} from './relay.ts';
import {planThreads, type ThreadPlan} from './thread-plan.ts';

export interface ExecutionResult {
  readonly status: 'done' | 'failed' | 'cancelled';
  readonly seconds: number;
  /** In the order in which they were given. */
  readonly runs: readonly RunResult[];
}

export interface RunResult {
  readonly id: string;
  readonly experiment: string;
  readonly status: 'done' | 'failed' | 'cancelled';
  /** The earlier run that this one repeats. */
  readonly equals?: string;
  readonly stages: ReadonlyMap<string, StageOutcome>;
}

/**
 * Runs pipelines side by side. Each stage awaits its inputs, is fingerprinted and looked up, joins equal work that is under way,
 * waits for a slot in its lane, and runs. Everything that happens is emitted; nothing is thrown but bugs.
 */
export async function execute(execution: Execution): Promise<ExecutionResult> {
  const {runs, clock, emit, store, lanes, cores} = execution;
  const began = clock.now();
  const [first] = runs;
  emit({
    type: 'execution-started',
    at: began,
    pipeline: first?.pipeline.name ?? '',
    workspace: first?.pipeline.workspace ?? '',
    runs: runs.length,
  });
  const [environment, changes] = await Promise.all([execution.environment, execution.changes]);
  const threads = planThreads({runs, widths: lanes, cores, recorded: execution.recordedThreads ?? {}});
  const common = shared({execution, environment, changes, threads, began});
  // Those that go on from others must know all of them before the first begins.
  for (const run of runs) common.relay.add(run);
  const results = await Promise.all(runs.map((run) => executeRun(run, common)));
  await store.close();
  const status = worst(results.map((result) => result.status));
  const at = clock.now();
  const seconds = (at - began) / 1000;
  emit({type: 'execution-done', at, status, seconds});
  return {status, seconds, runs: results};
}

interface Ready {
  readonly execution: Common['execution'];
  readonly environment: Facts;
  readonly changes: string | undefined;
  readonly threads: ThreadPlan;
  readonly began: number;
}

/** What the runs of an execution share when none of them has begun. */
export const shared = ({execution, environment, changes, threads, began}: Ready): Common => ({
  // A plain copy: `process.env` asks the system at every look.
  execution: {...execution, env: {...execution.env}},
  environment,
  changes,
  lanes: openLanes(execution.lanes),
  threads,
  relay: openRelay(),
  works: new Map(),
  nonce: `${process.pid}-${began}`,
  firstFailure: {},
});

/** Sees one run through to its end, whatever that is. */
export async function executeRun(
  run: PlannedRun,
  common: Common,
  id: string = common.execution.newRunId(),
): Promise<RunResult> {
  const {clock, emit, findEqualRun, signal} = common.execution;
  // Every stage that runs hears it: many of them are no leak.
  setMaxListeners(0, signal);
  const {pipeline, experiment} = run;
  const began = clock.now();
  emit({
    type: 'run-started',
    at: began,
    run: id,
    experiment,
    params: paramsOf(run),
    stages: pipeline.stages.map(({name, definition, needs}) => ({
      name,
      uses: definition.name,
      needs: [...new Set(Object.values(needs))],
    })),
    environment: common.environment,
    recipe: recipeOf(pipeline),
    ...(common.changes === undefined ? {} : {changes: common.changes}),
  });
  const outcomes = new Map<string, Promise<StageOutcome>>();
  for (const stage of pipeline.stages) {
    const inputs = Object.entries(stage.needs).map(([role, need]) => ({
      role,
      need,
      outcome: outcomes.get(need),
    }));
    outcomes.set(stage.name, runStage({id, run, stage, inputs}, common));
  }
  const stages = new Map<string, StageOutcome>();
  for (const [name, outcome] of outcomes) stages.set(name, await outcome);

  const status = worst([...stages.values()].map((outcome) => statusOf(outcome)));
  const keys = [...stages].flatMap(([name, outcome]) =>
    outcome.status === 'done' && outcome.how === 'cached' ? [[name, outcome.artifact.key] as const] : [],
  );
  const repeats = keys.length === stages.size && stages.size > 0;
  const equals = repeats ? await findEqualRun?.(Object.fromEntries(keys)) : undefined;
  const at = clock.now();
  const equal = equals === undefined ? {} : {equals};
  const done: Event = {type: 'run-done', at, run: id, status, seconds: (at - began) / 1000, ...equal};
  emit(done);
  return {id, experiment, status, ...equal, stages};
}

/** All params of a run, named `stage.param`. */
function paramsOf({pipeline}: PlannedRun): Readonly<Record<string, ParamValue>> {
  return Object.fromEntries(
    pipeline.stages.flatMap(({name, params}) =>
      Object.entries(params).map(([param, value]) => [`${name}.${param}`, value] as const),
    ),
  );
}

type Status = ExecutionResult['status'];

const statusOf = (outcome: StageOutcome): Status => {
  if (outcome.status === 'done') return 'done';
  return outcome.status === 'failed' && outcome.failure.blame === 'cancelled' ? 'cancelled' : 'failed';
};

const worst = (statuses: readonly Status[]): Status =>
  statuses.includes('cancelled') ? 'cancelled' : statuses.includes('failed') ? 'failed' : 'done';
