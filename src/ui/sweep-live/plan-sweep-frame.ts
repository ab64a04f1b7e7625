/** How much of a sweep a frame shows, in lines. */
export interface SweepFramePlan {
  readonly header: boolean;
  /** Of the best: one line, or two with its params. */
  readonly best: 1 | 2;
  readonly rungs: boolean;
  readonly keys: boolean;
  /** Trials under way that have room. */
  readonly underWay: number;
  /** Lines of each. */
  readonly lines: 1 | 2;
  /** Rows of the table of the best trials; 0 leaves it out. */
  readonly table: number;
}

interface Asked {
  /** Of the terminal. */
  readonly rows: number;
  readonly underWay: number;
  readonly trials: number;
  readonly hasRungs: boolean;
}

/** The frame stays below the terminal's height: one as high as the screen makes Ink redraw all of it, which flickers. */
export function planSweepFrame({rows, underWay, trials, hasRungs}: Asked): SweepFramePlan {
  const room = Math.max(2, rows - 2);
  const keys = room >= 5;
  const header = room >= 6;
  const rungs = hasRungs && room >= 7;
  // The line on the whole, and the best in one line, are always there.
  let left = room - 2 - [keys, header, rungs].filter(Boolean).length;
  const shown = Math.min(underWay, Math.max(1, left));
  left -= shown;
  const lines = underWay > 0 && shown === underWay && left >= shown + 2 ? 2 : 1;
  if (lines === 2) left -= shown;
  const best = left >= 3 ? 2 : 1;
  if (best === 2) left -= 1;
  // With its title and a blank line above.
  const table = left >= 5 ? Math.min(trials, left - 2, longest) : 0;
  return {header, best, rungs, keys, underWay: shown, lines, table};
}

/** Rows of the table: who wants more asks `epochal compare`. */
const longest = 20;
