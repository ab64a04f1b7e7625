import type {Failure} from './failure.ts';
import type {Fingerprint} from './fingerprint.ts';
import type {ParamValue} from './param-value.ts';
import type {Recipe} from './recipe.ts';
import type {StageReport} from './stage-definition.ts';

/**
 * Everything that happens during an execution, as one union. The core emits; recorder, line log, JSON log and
 * live progress listen. Events are plain data: a recorded file of them can be replayed into any view.
 */
export type Event =
  | ExecutionStarted
  | RunStarted
  | StageWaiting
  | StageStarted
  | StageReported
  | StageDone
  | StageFailed
  | StageSkipped
  | RunDone
  | ExecutionDone;

interface At {
  /** Milliseconds since 1970. */
  readonly at: number;
}
interface OfRun extends At {
  readonly run: string;
}
interface OfStage extends OfRun {
  readonly stage: string;
}

export interface ExecutionStarted extends At {
  readonly type: 'execution-started';
  readonly pipeline: string;
  readonly workspace: string;
  /** How many runs follow. */
  readonly runs: number;
}

export interface RunStarted extends OfRun {
  readonly type: 'run-started';
  readonly experiment: string;
  /** Resolved params, named `stage.param`. */
  readonly params: Readonly<Record<string, ParamValue>>;
  /** In execution order. */
  readonly stages: readonly {
    readonly name: string;
    readonly uses: string;
    readonly needs: readonly string[];
  }[];
  /** Recorded beside the run, not hashed: OS, CPU, Node, git commit … */
  readonly environment: Readonly<Record<string, string | number | boolean>>;
  /** The pipeline as it is resolved for this run. */
  readonly recipe?: Recipe;
  /** What tracked files had that the commit has not, as a patch. For the record: no view shows it. */
  readonly changes?: string;
}

/** Inputs are there and the store has no result: it waits for a slot. */
export interface StageWaiting extends OfStage {
  readonly type: 'stage-waiting';
  readonly key: string;
  readonly reason: string;
}

export interface StageStarted extends OfStage {
  readonly type: 'stage-started';
  readonly key: string;
  readonly threads: number;
  readonly attempt: number;
}

export interface StageReported extends OfStage {
  readonly type: 'stage-reported';
  readonly report: StageReport;
}

export interface StageDone extends OfStage {
  readonly type: 'stage-done';
  /** `shared`: another run of this execution did the work, or another process. */
  readonly how: 'ran' | 'cached' | 'shared';
  readonly key: string;
  /** Content digest of the artifact. */
  readonly digest: string;
  /** What the key is the hash of. */
  readonly fingerprint?: Fingerprint;
  readonly seconds: number;
  /** Why it ran, or why it did not have to. */
  readonly reason: string;
  readonly folder: string;
}

export interface StageFailed extends OfStage {
  readonly type: 'stage-failed';
  readonly failure: Failure;
  readonly seconds: number;
}

export interface StageSkipped extends OfStage {
  readonly type: 'stage-skipped';
  /** The stage whose failure caused it. */
  readonly because: string;
}

export interface RunDone extends OfRun {
  readonly type: 'run-done';
  readonly status: 'done' | 'failed' | 'cancelled';
  readonly seconds: number;
  /** When every stage was cached: the earlier run that this one equals; no new run is recorded. */
  readonly equals?: string;
}

export interface ExecutionDone extends At {
  readonly type: 'execution-done';
  readonly status: 'done' | 'failed' | 'cancelled';
  readonly seconds: number;
}

export type Listener = (event: Event) => void;
