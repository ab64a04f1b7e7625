import type {Column} from './columns.ts';
import type {Table} from './state.ts';

/** Before a run's name: the cursor, its mark, its status. */
const signs = 5;
/** Before the name of a row that stands for several: `12× `. */
const seeds = 4;

/** Columns that the frozen column takes, of so many: on a narrow screen its names are cut. */
export function frozenWidth({nameWidth, groups}: Table, width: number): number {
  const names = groups.size === 0 ? nameWidth : nameWidth + seeds;
  return signs + Math.min(names, Math.max(8, Math.floor(width / 3) - signs));
}

/** What is left beside it. */
export const scrollingWidth = (table: Table, width: number): number => width - frozenWidth(table, width);

/** Which columns can be seen from the first on; the last may be cut, so that something is always to be seen. */
export function visibleColumns(columns: readonly Column[], left: number, room: number): readonly number[] {
  const seen: number[] = [];
  let used = 0;
  for (let index = left; index < columns.length; index++) {
    const taken = gap + (columns[index]?.width ?? 0);
    if (used + taken > room && seen.length > 0) break;
    used += taken;
    seen.push(index);
  }
  return seen;
}

/** Before each column. */
export const gap = 2;
