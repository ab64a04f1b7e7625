import type {RunDetail, RunSummary} from '../../tracking/run-summary.ts';
import type {Evaluation} from '../evaluation.ts';
import type {Directions} from '../run-columns.ts';

/** What the runs that were chosen left, for a pane. */
export interface PaneSubject {
  readonly runs: readonly PaneRun[];
  /** Every run on record, where other seeds are looked for. */
  readonly all: readonly RunSummary[];
  readonly metrics: Directions;
  /** Of curves; left out, the headline. */
  readonly metric?: string;
}

export interface PaneRun {
  readonly detail: RunDetail;
  /** Undefined where there is none in the store. */
  readonly evaluation: Evaluation | undefined;
}
