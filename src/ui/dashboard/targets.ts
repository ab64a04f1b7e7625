import {currentRun, type Dashboard} from './state.ts';

/** The runs that an act is for: the marked ones, else the one under the cursor, each with all of its seeds where they are one row. */
export function targets(state: Dashboard): readonly string[] {
  const seedsOf = (id: string) => state.table.groups.get(id)?.runs.map((run) => run.id) ?? [id];
  if (state.marks.size > 0) return [...new Set([...state.marks.keys()].flatMap(seedsOf))];
  const run = currentRun(state);
  return run === undefined ? [] : seedsOf(run.id);
}
