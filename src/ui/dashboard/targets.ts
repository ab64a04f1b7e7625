import {currentRun, type Dashboard} from './state.ts';

/** The runs that an act is for: the marked ones, else the one under the cursor with all of its seeds where they are one row. */
export function targets(state: Dashboard): readonly string[] {
  if (state.marks.size > 0) return [...state.marks.keys()];
  const run = currentRun(state);
  if (run === undefined) return [];
  return state.table.groups.get(run.id)?.runs.map(({id}) => id) ?? [run.id];
}
