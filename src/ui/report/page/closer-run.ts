import type {RunSummary} from '../../../tracking/run-summary.ts';
import type {CloserRun, StageArtifact} from '../report-data.ts';

/** One run with everything about it. */
export interface Closer {
  readonly run: RunSummary;
  readonly closer: CloserRun;
  readonly artifactOf: (key: string | null) => StageArtifact | undefined;
  /** Stages that training comes from: what they left is about the data. */
  readonly before: ReadonlySet<string>;
}
