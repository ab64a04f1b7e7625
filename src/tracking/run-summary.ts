import type {Failure} from '../runner/failure.ts';
import type {Params} from '../runner/pipeline.ts';

/** A run as listed: what `compare --json` prints. A metric that is not finite is NaN or ±Infinity here, text in JSON. */
export interface RunSummary {
  readonly id: string;
  readonly experiment: string;
  readonly pipeline: string;
  readonly status: RunStatus;
  /** ISO 8601, UTC. */
  readonly started: string;
  /** Null while it runs, and where its process died. */
  readonly seconds: number | null;
  /** `stage.param` → value, with every default. */
  readonly params: Params;
  /** Of the highest step. Where two stages record a metric of one name, the one whose name came later. */
  readonly latest: Readonly<Record<string, number>>;
  /** For the metrics whose better direction is known. */
  readonly best: Readonly<Record<string, number>>;
  /** At which step the best was reached. */
  readonly best_step: Readonly<Record<string, number>>;
  /** `stage.fact` → value, as in `train.threads`. */
  readonly facts: Facts;
  readonly data: DataIdentity | null;
  readonly tags: readonly string[];
  /** In execution order. */
  readonly stages: readonly StageSummary[];
}

/** `interrupted`: its process died. */
export type RunStatus = 'running' | 'done' | 'failed' | 'cancelled' | 'interrupted';

export type Facts = Readonly<Record<string, string | number | boolean>>;

/** Which data a run saw. Runs whose identities differ are not comparable. */
export interface DataIdentity {
  /** `kaggle`, `file`, `sample`. */
  readonly source: string;
  readonly dataset: string;
  readonly digest: string;
  /** A generated stand-in, to be labelled as such. */
  readonly sample: boolean;
  /** What decides the split: its sizes, the params of the stage that made it, and what part of it validated a training. */
  readonly split: Params;
}

/** `interrupted`: the process died before the stage ended. `cancelled`: the record keeps it as one that failed, with whose wish that was. */
export type StageHow =
  | 'pending'
  | 'waiting'
  | 'running'
  | 'ran'
  | 'cached'
  | 'shared'
  | 'failed'
  | 'cancelled'
  | 'skipped'
  | 'interrupted';

export interface StageSummary {
  readonly name: string;
  readonly how: StageHow;
  readonly key: string | null;
  readonly seconds: number | null;
}

/** Everything about a run. */
export interface RunDetail extends Omit<RunSummary, 'stages'> {
  readonly stages: readonly StageDetail[];
  readonly environment: Facts;
  /** In order of stage and of first report. */
  readonly metrics: readonly Series[];
  readonly notes: readonly {readonly written: string; readonly note: string}[];
}

export interface StageDetail extends StageSummary {
  readonly uses: string;
  readonly needs: readonly string[];
  readonly digest: string | null;
  readonly reason: string | null;
  readonly threads: number | null;
  readonly attempts: number | null;
  readonly failure: Failure | null;
}

export interface Series {
  readonly stage: string;
  readonly name: string;
  readonly points: readonly {readonly step: number; readonly value: number}[];
}
