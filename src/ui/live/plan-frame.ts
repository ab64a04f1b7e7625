import type {ExecutionState, RunState} from '../state.ts';

/** How much of a run is shown: its lines, and whether a blank one follows. */
export type Level = 'roomy' | 'full' | 'short' | 'line';

export interface FramePlan {
  readonly runs: readonly RunState[];
  readonly level: Level;
  /** Runs under way that there is no room for. */
  readonly hidden: number;
}

const heights = {roomy: 4, full: 3, short: 2, line: 1} as const satisfies Record<Level, number>;
const levels: readonly Level[] = ['roomy', 'full', 'short', 'line'];

/**
 * Which runs a frame shows and how much of each, so that with its last line it stays below the terminal's height: a frame as high as the
 * screen makes Ink redraw all of it, which flickers.
 */
export function planFrame({runs}: ExecutionState, rows: number): FramePlan {
  const room = Math.max(1, rows - 3);
  const active = runs.filter(({status}) => status === 'running');
  const all = levels.slice(0, 3).find((level) => active.length * heights[level] <= room);
  if (all !== undefined) return {runs: active, level: all, hidden: 0};
  // Those that only wait are counted, not shown.
  const busy = active.filter(({stages}) => stages.some(({at}) => at.status === 'running'));
  const chosen = busy.length > 0 ? busy : active;
  const level = levels.find((each) => chosen.length * heights[each] <= room) ?? 'line';
  const shown = chosen.slice(0, room);
  return {runs: shown, level, hidden: active.length - shown.length};
}
