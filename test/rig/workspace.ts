import {mkdir, mkdtemp, realpath, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {inProcess} from '../../src/executors/in-process.ts';
import {openStore, viewStore, type ArtifactStore} from '../../src/runner/artifact-store.ts';
import {systemClock} from '../../src/runner/clock.ts';
import type {Event} from '../../src/runner/events.ts';
import {execute, type ExecutionResult} from '../../src/runner/execute.ts';
import type {Execution} from '../../src/runner/execution.ts';
import {expandRuns} from '../../src/runner/expand-runs.ts';
import {foretell} from '../../src/runner/foretell.ts';
import {ok, type Failure, type Result} from '../../src/runner/failure.ts';
import {loadExperiments} from '../../src/runner/load-experiments.ts';
import {loadPipeline} from '../../src/runner/load-pipeline.ts';
import {parseOverrides} from '../../src/runner/overrides.ts';
import type {PlannedRun} from '../../src/runner/pipeline.ts';
import {selectStages, type Selection} from '../../src/runner/select-stages.ts';
import type {Registry} from '../../src/runner/stage-definition.ts';

/** A folder with a pipeline, in the system's place for temporary files. */
export interface Workspace {
  readonly folder: string;
  readonly write: (path: string, text: string) => Promise<void>;
  /** As the program would: load, expand, execute. Throws on faults in the files. */
  readonly run: (definitions: Registry, options?: RunOptions) => Promise<Started>;
  /** What a run would do; nothing is touched. */
  readonly foretell: (
    definitions: Registry,
    options?: Pick<RunOptions, 'experiments' | 'set' | 'code' | 'accepted' | 'select'>,
  ) => ReturnType<typeof foretell>;
  readonly store: () => Promise<ArtifactStore>;
  readonly remove: () => Promise<void>;
}

export interface RunOptions extends Partial<
  Pick<
    Execution,
    | 'policy'
    | 'lanes'
    | 'cores'
    | 'code'
    | 'accepted'
    | 'engine'
    | 'findEqualRun'
    | 'clock'
    | 'env'
    | 'executor'
  >
> {
  readonly experiments?: readonly string[];
  readonly set?: readonly string[];
  readonly select?: Selection;
  readonly onEvent?: (event: Event) => void;
}

/** An execution under way. */
export interface Started {
  readonly events: readonly Event[];
  readonly end: Promise<ExecutionResult>;
  readonly cancel: () => void;
  /** The events as short lines, without times, ids and digests. */
  readonly transcript: () => readonly string[];
  /** Resolves when such a line was or is said. */
  readonly said: (line: string) => Promise<void>;
}

export async function makeWorkspace(files: Readonly<Record<string, string>> = {}): Promise<Workspace> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'epochal-')));
  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(folder, path)), {recursive: true});
    await writeFile(join(folder, path), text);
  };
  for (const [path, text] of Object.entries(files)) await write(path, text);
  const store = async () => unwrap(await openStore(join(folder, 'artifacts')));
  let runs = 0;
  return {
    folder,
    write,
    store,
    remove: () => rm(folder, {recursive: true, force: true}),
    foretell: async (definitions, options = {}) =>
      foretell({
        runs: await plan(join(folder, 'pipeline.yaml'), definitions, options),
        store: viewStore(join(folder, 'artifacts')),
        surroundings: {code: options.code ?? anyCode, engine: anyEngine, execution: 'to come'},
        env: {},
        accepted: options.accepted ?? [],
      }),
    run: async (definitions, options = {}) => {
      const planned = await plan(join(folder, 'pipeline.yaml'), definitions, options);
      return start(planned, await store(), {newRunId: () => `r${++runs}`, ...options});
    },
  };
}

async function plan(
  file: string,
  definitions: Registry,
  {experiments = [], set = [], select = {}}: RunOptions = {},
): Promise<readonly PlannedRun[]> {
  const pipeline = unwrap(await loadPipeline(file, definitions));
  const loaded = unwrap(await loadExperiments(pipeline, experiments));
  return unwrap(expandRuns(pipeline, loaded, unwrap(parseOverrides(set)))).map((run) => ({
    ...run,
    pipeline: unwrap(selectStages(run.pipeline, select)),
  }));
}

function start(
  runs: readonly PlannedRun[],
  store: ArtifactStore,
  options: RunOptions & Pick<Execution, 'newRunId'>,
): Started {
  const events: Event[] = [];
  const waiters: {readonly line: string; readonly heard: () => void}[] = [];
  const cancel = new AbortController();
  const end = execute({
    runs,
    store,
    executor: inProcess,
    code: anyCode,
    engine: anyEngine,
    environment: {},
    env: {},
    lanes: {network: 2, light: 4, training: 2},
    cores: 4,
    clock: systemClock,
    signal: cancel.signal,
    policy: 'keep-going',
    emit: (event) => {
      events.push(event);
      const line = lineOf(event);
      waiters.filter((each) => each.line === line).forEach(({heard}) => heard());
      options.onEvent?.(event);
    },
    ...options,
  });
  return {
    events,
    end,
    cancel: () => cancel.abort(),
    transcript: () => events.map((event) => lineOf(event)),
    said: (line) =>
      events.some((event) => lineOf(event) === line)
        ? Promise.resolve()
        : new Promise((heard) => waiters.push({line, heard})),
  };
}

const anyEngine = () => ok({name: 'abacus', version: '1'});

/** Every module has code, and it never changes. */
const anyCode: Readonly<Record<string, string>> = new Proxy(
  {},
  {
    get: (_, module) => `code of ${String(module)}`,
    getOwnPropertyDescriptor: () => ({configurable: true, enumerable: true, value: 'code'}),
  },
);

function lineOf(event: Event): string {
  switch (event.type) {
    case 'execution-started':
      return `execution of ${event.pipeline}: ${event.runs} runs`;
    case 'run-started':
      return `${event.run} is ${event.experiment}`;
    case 'stage-waiting':
      return `${event.run} ${event.stage} waits: ${event.reason}`;
    case 'stage-started':
      return `${event.run} ${event.stage} starts, attempt ${event.attempt}, ${event.threads} threads`;
    case 'stage-reported':
      return `${event.run} ${event.stage} says ${JSON.stringify(event.report)}`;
    case 'stage-done':
      return `${event.run} ${event.stage} ${event.how}: ${event.reason}`;
    case 'stage-failed':
      return `${event.run} ${event.stage} failed: ${event.failure.what}`;
    case 'stage-skipped':
      return `${event.run} ${event.stage} skipped because of ${event.because}`;
    case 'run-done':
      return `${event.run} ${event.status}${event.equals === undefined ? '' : `, equals ${event.equals}`}`;
    case 'execution-done':
      return `execution ${event.status}`;
    default:
      return event satisfies never;
  }
}

/** The value, or an exception with what failed: for what a test takes for granted. */
export function unwrap<T>(result: Result<T, Failure | readonly Failure[]>): T {
  if (result.ok) return result.value;
  throw new Error(JSON.stringify(result.failure, undefined, 2));
}
