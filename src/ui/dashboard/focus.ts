import type {RunSummary} from '../../tracking/run-summary.ts';
import type {Color} from './line.ts';
import {lookOf} from '../curves/series-looks.ts';
import {currentRun, type Dashboard} from './state.ts';

/** A run that the panes show, and how it looks there. */
export interface FocusRun {
  readonly run: RunSummary;
  readonly glyph: string;
  readonly color: Color;
}

/** The run under the cursor, the marked ones and the baseline: at most so many, in the order of their marks. */
export function focusRuns(state: Dashboard): readonly FocusRun[] {
  const {marks, view} = state;
  const current = currentRun(state);
  // Few are asked for, of thousands, several times a frame.
  const runOf = (id: string) => state.runs.find((run) => run.id === id);
  const marked = [...marks]
    .sort(([, a], [, b]) => a - b)
    .slice(0, most)
    .flatMap(([id, slot]): FocusRun[] => {
      const run = runOf(id);
      return run === undefined ? [] : [{run, ...lookOf(slot)}];
    });
  const others = [current, view.baseline === undefined ? undefined : runOf(view.baseline)];
  const added = others.flatMap((run, index): FocusRun[] => {
    // Of very many marked runs only the first are shown; these two always are.
    if (run === undefined || marked.some((each) => each.run.id === run.id)) return [];
    if (index === 1 && run.id === current?.id) return [];
    return [{run, glyph: index === 0 ? '❯' : '⌂', color: index === 0 ? 'white' : 'yellow'}];
  });
  return [...added, ...marked];
}

const most = 8;
