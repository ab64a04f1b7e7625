import type {RunDetail, RunSummary} from '../../tracking/run-summary.ts';
import type {paneNames} from '../dashboard/state.ts';
import type {Evaluation} from '../evaluation.ts';
import type {Directions} from '../run-columns.ts';
import {curvesSheet} from './curves.ts';
import {differencesSheet} from './differences.ts';
import {figuresSheet} from './figures.ts';
import type {Sheet} from './sheet.ts';
import {logSheet, stagesSheet} from './stages.ts';

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

/** The panes of the dashboard as text, under the same names. */
export const paneSheets: Readonly<Record<(typeof paneNames)[number], (subject: PaneSubject) => Sheet>> = {
  curves: curvesSheet,
  differences: differencesSheet,
  stages: stagesSheet,
  figures: figuresSheet,
  log: logSheet,
};
