import type {Comparison} from '../../comparison.ts';
import type {Sort} from './view.ts';

/** Rows' numbers by the values of a column; rows without one come last, and where nothing is asked the order stays. */
export function sortedRows({columns, rows}: Comparison, sort: Sort | undefined): readonly number[] {
  const order = [...rows.keys()];
  const values = columns.find(({title}) => title === sort?.column)?.values;
  if (sort === undefined || values === undefined) return order;
  const way = sort.descending ? -1 : 1;
  return order.sort((a, b) => {
    const [one, other] = [values[a] ?? null, values[b] ?? null];
    const [gone, otherGone] = [isGone(one), isGone(other)];
    if (gone || otherGone) return Number(gone) - Number(otherGone);
    if (typeof one === 'number' && typeof other === 'number') return way * (one - other);
    return way * String(one).localeCompare(String(other), 'en', {numeric: true});
  });
}

const isGone = (value: unknown): boolean => value === null || Number.isNaN(value);
