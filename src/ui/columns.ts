import {padEnd, padStart, widthOf} from './text-width.ts';

/** Rows of cells as lines of aligned columns. A column whose cells are all numbers is set to the right. */
export function alignColumns(rows: readonly (readonly string[])[], gap = '  '): readonly string[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const columns = Array.from({length: count}, (_, index) => {
    const cells = rows.map((row) => row[index] ?? '');
    const body = cells.slice(1).filter((cell) => cell !== '');
    return {
      width: Math.max(...cells.map((cell) => widthOf(cell))),
      pad: body.length > 0 && body.every((cell) => isNumber.test(cell)) ? padStart : padEnd,
    };
  });
  return rows.map((row) =>
    columns
      .map(({width, pad}, index) => pad(row[index] ?? '', width))
      .join(gap)
      .trimEnd(),
  );
}

/** Leaves out columns in which no row but the first, that of their names, says anything. */
export const withoutEmptyColumns = (rows: readonly (readonly string[])[]): readonly (readonly string[])[] => {
  const body = rows.slice(1);
  const says = (rows[0] ?? []).map((_, index) => body.some((row) => (row[index] ?? '') !== ''));
  return rows.map((row) => row.filter((_, index) => says[index]));
};

const isNumber = /^(-?[\d,.]+(e[+-]?\d+)?|NaN|-?∞)( (s|min \d\d s|h \d\d min))?$/;
