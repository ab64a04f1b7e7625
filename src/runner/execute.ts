import type {AcceptedChange} from './accepted.ts';
import type {ArtifactStore} from './artifact-store.ts';
import type {Clock} from './clock.ts';
import type {CodeDigests} from './code-digests.ts';
import {runStage, type StageOutcome} from './run-stage.ts';
import type {Event, Listener} from './events.ts';
import type {Result} from './failure.ts';
import type {Engine} from './fingerprint-stage.ts';
import {openLanes, type LaneWidths} from './lanes.ts';
import type {ParamValue} from './param-value.ts';
import type {PlannedRun} from './pipeline.ts';
import {recipeOf} from './recipe.ts';
import type {Executor} from './stage-definition.ts';
import {openRelay, type Relay} from './relay.ts';
import {planThreads, type ThreadPlan} from './thread-plan.ts';
import type {Work} from './work.ts';

export interface Execution {
  readonly runs: readonly PlannedRun[];
  readonly store: ArtifactStore;
  readonly executor: Executor;
  readonly code: CodeDigests;
  readonly engine: () => Result<Engine>;
  /** Changes of code whose earlier results may be taken. */
  readonly accepted?: readonly AcceptedChange[];
  /** Recorded beside each run, not hashed. */
  readonly environment: Facts | Promise<Facts>;
  /** What tracked files have that the commit has not, as a patch: recorded too. */
  readonly changes?: Promise<string | undefined>;
  /** Handed to stages. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly lanes: LaneWidths;
  readonly cores: number;
  /** Stage → threads, where a run is repeated that had so many. */
  readonly recordedThreads?: Readonly<Record<string, number>>;
  readonly emit: Listener;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** After a failure: go on with what does not depend on it, or start nothing more. */
  readonly policy: 'keep-going' | 'fail-fast';
  /** Never gives the same id twice, whoever else asks: see `runIds`. */
  readonly newRunId: () => string;
  /** The earlier run whose stages had these keys, for a run in which nothing had to be done. */
  readonly findEqualRun?: (
    keys: Readonly<Record<string, string>>,
  ) => string | undefined | Promise<string | undefined>;
}

type Facts = Readonly<Record<string, string | number | boolean>>;

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

/** What all runs of an execution share. */
export interface Common {
  readonly execution: Omit<Execution, 'runs'>;
  readonly environment: Facts;
  readonly changes: string | undefined;
  readonly lanes: ReturnType<typeof openLanes>;
  readonly threads: ThreadPlan;
  readonly relay: Relay;
  /** By key. */
  readonly works: Map<string, Work>;
  /** What sets the keys of uncached stages apart from those of other executions. */
  readonly nonce: string;
  /** The stage that failed first: with `fail-fast` nothing starts after it. */
  readonly firstFailure: {stage?: string};
}

/** Sees one run through to its end, whatever that is. */
export async function executeRun(
  run: PlannedRun,
  common: Common,
  id: string = common.execution.newRunId(),
): Promise<RunResult> {
  const {clock, emit, findEqualRun} = common.execution;
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
