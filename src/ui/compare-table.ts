import type {Comparison, Row} from './comparison.ts';
import {plural} from './numbers.ts';
import {cut, padEnd, padStart, widthOf, wrapped} from './text-width.ts';

interface Options {
  /** Columns of the screen; left out, nothing is dropped or cut. */
  readonly width?: number;
}

/** Marks the best of a column. */
const star = ' ★';

/** Runs side by side as plain text. What does not fit is dropped, the least telling first, and named below. */
export function compareTable({columns, rows}: Comparison, {width}: Options = {}): string {
  if (rows.length === 0) return 'No runs.\n';
  const starred = columns.map((_, index) => rows.some(({cells}) => cells[index]?.best === true));
  const mark = (row: Row) => (row.incomparable === undefined ? '' : ' ≠');
  const text = (row: Row, index: number): string => {
    const cell = row.cells[index];
    const shown = cell?.text ?? '';
    if (index === 0) return `${shown}${mark(row)}`;
    if (cell?.best === true) return `${shown}${star}`;
    return starred[index] === true && columns[index]?.align === 'right' ? `${shown}  ` : shown;
  };
  const widths = columns.map(({title}, index) =>
    rows.reduce(
      (widest, row) => Math.max(widest, widthOf(text(row, index))),
      widthOf(title) + (starred[index] === true ? 2 : 0),
    ),
  );
  const shown = fitting({columns, rows}, widths, width);
  const line = (cellOf: (index: number) => string) => {
    const whole = shown
      .map((index) => {
        const padded = columns[index]?.align === 'right' ? padStart : padEnd;
        return padded(cellOf(index), widths[index] ?? 0);
      })
      .join(gap)
      .trimEnd();
    return width === undefined ? whole : cut(whole, width);
  };
  const title = (index: number) => {
    const {title: name = '', align} = columns[index] ?? {};
    return starred[index] === true && align === 'right' ? `${name}  ` : name;
  };
  const rule = shown.map((index) => '─'.repeat(widths[index] ?? 0)).join(gap);
  return [
    line(title),
    width === undefined ? rule : rule.slice(0, width),
    ...rows.map((row) => line((index) => text(row, index))),
    ...notes({columns, rows}, shown, starred.includes(true)).flatMap((note) => wrapped(note, width)),
    '',
  ].join('\n');
}

const gap = '  ';

/** Drops whole columns until the rest fits. */
function fitting(
  {columns}: Comparison,
  widths: readonly number[],
  width: number | undefined,
): readonly number[] {
  const kept = columns.map((_, index) => index);
  const taken = () => kept.reduce((sum, index) => sum + (widths[index] ?? 0) + gap.length, -gap.length);
  while (width !== undefined && taken() > width) {
    const worst = kept.reduce((most, index) =>
      (columns[index]?.dispensable ?? 0) >= (columns[most]?.dispensable ?? 0) ? index : most,
    );
    if ((columns[worst]?.dispensable ?? 0) === 0) break;
    kept.splice(kept.indexOf(worst), 1);
  }
  return kept;
}

/** What must be known to read the table rightly. */
function notes({columns, rows}: Comparison, shown: readonly number[], hasBest: boolean): readonly string[] {
  const reasons = new Map<string, string[]>();
  for (const {id, incomparable} of rows) {
    if (incomparable !== undefined) reasons.set(incomparable, [...(reasons.get(incomparable) ?? []), id]);
  }
  const samples = rows.filter(({sample}) => sample);
  const hidden = columns.filter((_, index) => !shown.includes(index));
  const lines = [
    ...(hasBest ? ['★ best of its column'] : []),
    ...[...reasons].map(([reason, ids]) => `≠ not comparable: ${reason}: ${some(ids)}`),
    ...(samples.length === 0
      ? []
      : [
          samples.length === rows.length
            ? 'Sample data: generated pictures, not real ones.'
            : `Sample data (generated pictures, not real ones): ${some(samples.map(({id}) => id))}`,
        ]),
    ...(hidden.length === 0
      ? []
      : [`Not shown for want of width: ${hidden.map(({title}) => title).join(', ')}.`]),
  ];
  return lines.length === 0 ? [] : ['', ...lines];
}

const some = (ids: readonly string[]): string =>
  ids.length <= 4 ? ids.join(', ') : `${ids.slice(0, 3).join(', ')} and ${plural(ids.length - 3, 'other')}`;
