import type {Column, Comparison, Row} from './comparison.ts';
import {plural} from './numbers.ts';
import {cut, widthOf, wrapped} from './text-width.ts';

interface Options {
  /** Columns of the screen; left out, nothing is dropped or cut. */
  readonly width?: number;
}

/** Runs side by side as plain text. What does not fit is dropped, the least telling first, and named below. */
export function compareTable(comparison: Comparison, {width}: Options = {}): string {
  const {columns, rows} = comparison;
  if (rows.length === 0) return 'No runs.\n';
  const placed = columns.map((column, index) => placeColumn(column, rows, index === 0));
  const widths = placed.map((column) => column.width);
  const shown = fitting(comparison, widths, width);
  const line = (texts: readonly string[]) => {
    const whole = texts.join(gap).trimEnd();
    return width === undefined ? whole : cut(whole, width);
  };
  const shownColumns = shown.flatMap((index) => placed[index] ?? []);
  const at = (place: number) => line(shownColumns.map((column) => cellAt(column, place)));
  return [
    at(0),
    line(shownColumns.map((column) => '─'.repeat(column.width))),
    ...rows.map((_, row) => at(row + 1)),
    ...notes(comparison, shown).flatMap((note) => wrapped(note, width)),
    '',
  ].join('\n');
}

const gap = '  ';

interface PlacedColumn {
  /** The title, then a text for each row. */
  readonly texts: readonly string[];
  /** Of each text. */
  readonly widths: Uint32Array;
  /** Of the widest. */
  readonly width: number;
  readonly isRight: boolean;
  /** What a cell is filled up with, by how many columns it lacks. */
  readonly spaces: readonly string[];
}

function cellAt({texts, widths, width, isRight, spaces}: PlacedColumn, place: number): string {
  const text = texts[place] ?? '';
  const fill = spaces[width - (widths[place] ?? width)] ?? '';
  return isRight ? fill + text : text + fill;
}

/** Column by column, so that each text is made and measured once. The first tells which rows cannot be compared. */
function placeColumn(
  {title, align, values, text, isBest, hasBest}: Column,
  rows: readonly Row[],
  isFirst: boolean,
): PlacedColumn {
  const isRight = align === 'right';
  // Numbers stay below each other, with a star or without.
  const unstarred = hasBest && isRight ? '  ' : '';
  const marked = (cell: string, row: number): string => {
    if (isFirst) return rows[row]?.incomparable === undefined ? cell : `${cell} ≠`;
    return hasBest ? cell + (isBest(row) ? ' ★' : unstarred) : cell;
  };
  const heading = title + unstarred;
  const texts = [heading];
  const widths = new Uint32Array(rows.length + 1);
  let width = (widths[0] = widthOf(heading));
  for (let row = 0; row < rows.length; row++) {
    const cell = marked(text(row), row);
    // What numbers are written with takes a column each: they need not be measured, and most cells are numbers.
    const own = typeof values[row] === 'number' ? cell.length : widthOf(cell);
    texts.push(cell);
    widths[row + 1] = own;
    if (own > width) width = own;
  }
  const spaces = Array.from({length: width + 1}, (_, count) => ' '.repeat(count));
  return {texts, widths, width, isRight, spaces};
}

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
function notes({columns, rows, baseline}: Comparison, shown: readonly number[]): readonly string[] {
  const reasons = new Map<string, string[]>();
  for (const {id, incomparable} of rows) {
    if (incomparable === undefined) continue;
    const ids = reasons.get(incomparable);
    if (ids === undefined) reasons.set(incomparable, [id]);
    else ids.push(id);
  }
  const hasBest = columns.some((column) => column.hasBest);
  const samples = rows.filter(({sample}) => sample);
  const hidden = columns.filter((_, index) => !shown.includes(index));
  const lines = [
    ...(hasBest ? ['★ best of its column'] : []),
    ...(baseline === undefined ? [] : [`▲ better, ▼ worse than ${baseline}`]),
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
