import type {Comparison, Row} from '../../comparison.ts';
import type {Sort} from './view.ts';

/** By the values of a column; rows without one come last, and where nothing is asked the order stays. */
export function sortedRows({columns, rows}: Comparison, sort: Sort | undefined): readonly Row[] {
  const index = columns.findIndex(({title}) => title === sort?.column);
  if (sort === undefined || index < 0) return rows;
  const way = sort.descending ? -1 : 1;
  const valueOf = ({cells}: Row) => cells[index]?.value ?? null;
  return [...rows].sort((a, b) => {
    const [one, other] = [valueOf(a), valueOf(b)];
    const [gone, otherGone] = [isGone(one), isGone(other)];
    if (gone || otherGone) return Number(gone) - Number(otherGone);
    if (typeof one === 'number' && typeof other === 'number') return way * (one - other);
    return way * String(one).localeCompare(String(other), 'en', {numeric: true});
  });
}

const isGone = (value: unknown): boolean => value === null || Number.isNaN(value);
