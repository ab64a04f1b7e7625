import type {AcceptedChange} from './accepted.ts';
import type {ArtifactStore} from './artifact-store.ts';
import type {Clock} from './clock.ts';
import type {CodeDigests} from './code-digests.ts';
import type {Listener} from './events.ts';
import type {Result} from './failure.ts';
import type {Engine} from './fingerprint-stage.ts';
import type {Lanes, LaneWidths} from './lanes.ts';
import type {PlannedRun} from './pipeline.ts';
import type {Relay} from './relay.ts';
import type {Executor} from './stage-definition.ts';
import type {ThreadPlan} from './thread-plan.ts';
import type {Work} from './work.ts';

/** What is to be done, and with what. */
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

export type Facts = Readonly<Record<string, string | number | boolean>>;

/** What all runs of an execution share. */
export interface Common {
  readonly execution: Omit<Execution, 'runs'>;
  readonly environment: Facts;
  readonly changes: string | undefined;
  readonly lanes: Lanes;
  readonly threads: ThreadPlan;
  readonly relay: Relay;
  /** By key. */
  readonly works: Map<string, Work>;
  /** What sets the keys of uncached stages apart from those of other executions. */
  readonly nonce: string;
  /** The stage that failed first: with `fail-fast` nothing starts after it. */
  readonly firstFailure: {stage?: string};
}
