import type {Comparison} from './comparison.ts';
import {plural} from './numbers.ts';
import {cut, padEnd, padStart, widthOf, wrapped} from './text-width.ts';

interface Options {
  /** Columns of the screen; left out, nothing is dropped or cut. */
  readonly width?: number;
}

/** Runs side by side as plain text. What does not fit is dropped, the least telling first, and named below. */
export function compareTable(comparison: Comparison, {width}: Options = {}): string {
  const {columns, rows} = comparison;
  if (rows.length === 0) return 'No runs.\n';
  const starred = columns.map((_, index) => rows.some(({cells}) => cells[index]?.best === true));
  const isRight = columns.map(({align}) => align === 'right');
  const titles = columns.map(({title}, index) => (starred[index] && isRight[index] ? `${title}  ` : title));
  // Column by column: of ten thousand rows each text is measured once.
  const placed = titles.map((title, index) =>
    alignCells(
      [
        title,
        ...rows.map(({cells, incomparable}) => {
          const {text = '', best = false} = cells[index] ?? {};
          if (index === 0) return incomparable === undefined ? text : `${text} ≠`;
          if (best) return `${text} ★`;
          return starred[index] && isRight[index] ? `${text}  ` : text;
        }),
      ],
      isRight[index] ? padStart : padEnd,
    ),
  );
  const widths = placed.map((column) => column.width);
  const shown = fitting(comparison, widths, width);
  const line = (texts: readonly string[]) => {
    const whole = texts.join(gap).trimEnd();
    return width === undefined ? whole : cut(whole, width);
  };
  const shownColumns = shown.flatMap((index) => placed[index] ?? []);
  const at = (place: number) => line(shownColumns.map(({cells}) => cells[place] ?? ''));
  return [
    at(0),
    line(shownColumns.map((column) => '─'.repeat(column.width))),
    ...rows.map((_, row) => at(row + 1)),
    ...notes(comparison, shown, starred.includes(true)).flatMap((note) => wrapped(note, width)),
    '',
  ].join('\n');
}

const gap = '  ';

interface PlacedColumn {
  readonly width: number;
  /** All as wide as the widest. */
  readonly cells: readonly string[];
}

function alignCells(texts: readonly string[], pad: typeof padEnd): PlacedColumn {
  const own = texts.map(widthOf);
  let width = 0;
  for (const each of own) width = Math.max(width, each);
  return {width, cells: texts.map((text, index) => (own[index] === width ? text : pad(text, width)))};
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
function notes(
  {columns, rows, baseline}: Comparison,
  shown: readonly number[],
  hasBest: boolean,
): readonly string[] {
  const reasons = new Map<string, string[]>();
  for (const {id, incomparable} of rows) {
    if (incomparable !== undefined) reasons.set(incomparable, [...(reasons.get(incomparable) ?? []), id]);
  }
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
