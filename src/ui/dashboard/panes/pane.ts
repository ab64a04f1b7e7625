import type {Line} from '../line.ts';
import type {Dashboard, PaneName} from '../state.ts';
import {curvesPane} from './curves.ts';
import {differencesPane} from './differences.ts';
import {figuresPane} from './figures.ts';
import {logPane} from './log.ts';
import type {PanePlace} from './place.ts';
import {stagesPane} from './stages.ts';

/** What a pane shows. More lines than `rows` can be scrolled through. */
export type Pane = (state: Dashboard, place: PanePlace) => readonly Line[];

export const panes: Readonly<Record<PaneName, Pane>> = {
  curves: curvesPane,
  differences: differencesPane,
  stages: stagesPane,
  figures: figuresPane,
  log: logPane,
};
