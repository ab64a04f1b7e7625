import type {paneNames} from '../dashboard/state.ts';
import {curvesSheet} from './curves.ts';
import {differencesSheet} from './differences.ts';
import {figuresSheet} from './figures.ts';
import type {PaneSubject} from './pane-subject.ts';
import type {Sheet} from './sheet.ts';
import {logSheet, stagesSheet} from './stages.ts';

/** The panes of the dashboard as text, under the same names. */
export const paneSheets: Readonly<Record<(typeof paneNames)[number], (subject: PaneSubject) => Sheet>> = {
  curves: curvesSheet,
  differences: differencesSheet,
  stages: stagesSheet,
  figures: figuresSheet,
  log: logSheet,
};
