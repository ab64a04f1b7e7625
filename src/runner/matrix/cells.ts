import {canonicalJson} from '../canonical-json.ts';
import type {ParamValue} from '../param-value.ts';

/** Axis → value. */
export type Cell = ReadonlyMap<string, ParamValue>;

export interface Matrix {
  /** Axis → its values, in the order of the file. */
  readonly axes: ReadonlyMap<string, readonly ParamValue[]>;
  readonly include: readonly Cell[];
  readonly exclude: readonly Cell[];
}

/**
 * Every combination of the axes, without those that an `exclude` fits; then each `include` in turn, as GitHub Actions has it: its values join
 * every combination of the axes with which it does not disagree on an axis; where it can join none, it is a combination of its own.
 */
export function cellsOf({axes, include, exclude}: Matrix): readonly Cell[] {
  const combined = combinations(axes).filter((cell) => !exclude.some((each) => fits(each, cell)));
  const grown = combined.map((cell) => new Map(cell));
  const own: Cell[] = [];
  for (const each of include) {
    const joined = grown.filter((_, index) => {
      const original = combined[index] ?? new Map<string, ParamValue>();
      return [...each].every(([axis, value]) => !original.has(axis) || same(original.get(axis), value));
    });
    for (const cell of joined) for (const [axis, value] of each) cell.set(axis, value);
    if (joined.length === 0) own.push(each);
  }
  return [...grown, ...own];
}

function combinations(axes: Matrix['axes']): readonly Cell[] {
  if (axes.size === 0) return [];
  let cells: readonly Cell[] = [new Map()];
  for (const [axis, values] of axes)
    cells = cells.flatMap((cell) => values.map((value) => new Map([...cell, [axis, value]])));
  return cells;
}

const fits = (pattern: Cell, cell: Cell): boolean =>
  [...pattern].every(([axis, value]) => cell.has(axis) && same(cell.get(axis), value));

const same = (a: ParamValue | undefined, b: ParamValue): boolean =>
  a !== undefined && canonicalJson(a) === canonicalJson(b);
