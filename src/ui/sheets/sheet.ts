import {csvField} from '../compare-csv.ts';
import {markdownText} from '../compare-markdown.ts';
import {jsonText} from '../json.ts';
import {measure} from '../numbers.ts';
import {cut, padEnd, padStart, printable, widthOf, wrapped} from '../text-width.ts';

/** What a pane of the dashboard shows, as rows: one form for people and programs. */
export interface Sheet {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** What must be known to read it rightly, a line each. */
  readonly notes: readonly string[];
  /** What stands there where there are no rows. */
  readonly empty: string;
}

/** Null: nothing was recorded. What is read is `text` where people read it otherwise than programs. */
export type Cell = Value | {readonly value: Value; readonly text: string};
type Value = string | number | boolean | null;

export const sheetForms = {
  /** Aligned columns, lines no longer than the screen. */
  plain: ({columns, rows, notes, empty}: Sheet, width?: number): string => {
    if (rows.length === 0) return `${empty}\n`;
    const texts = [columns.map(printable), ...rows.map((row) => row.map(textOf))];
    const places = columns.map((_, index) => ({
      width: Math.max(...texts.map((row) => widthOf(row[index] ?? ''))),
      pad: rows.every((row) => ['number', 'object'].includes(typeof valueOf(row[index] ?? null)))
        ? padStart
        : padEnd,
    }));
    const line = (row: readonly string[]) => {
      const whole = places.map(({width: own, pad}, index) => pad(row[index] ?? '', own)).join('  ');
      return width === undefined ? whole.trimEnd() : cut(whole.trimEnd(), width);
    };
    const [head = [], ...body] = texts;
    return [
      line(head),
      line(places.map(({width: own}) => '─'.repeat(own))),
      ...body.map(line),
      ...(notes.length === 0 ? [] : ['', ...notes.flatMap((note) => wrapped(printable(note), width))]),
      '',
    ].join('\n');
  },
  /** RFC 4180, numbers in full precision. */
  csv: ({columns, rows}: Sheet): string =>
    [columns, ...rows.map((row) => row.map((cell) => String(valueOf(cell) ?? '')))]
      .map((fields) => `${fields.map(csvField).join(',')}\r\n`)
      .join(''),
  md: ({columns, rows, notes, empty}: Sheet): string => {
    if (rows.length === 0) return `${empty}\n`;
    const line = (fields: readonly string[]) => `| ${fields.join(' | ')} |\n`;
    return [
      line(columns.map((title) => markdownText(printable(title)))),
      line(columns.map(() => '---')),
      ...rows.map((row) => line(row.map((cell) => markdownText(textOf(cell))))),
      ...notes.map((note) => `\n${markdownText(printable(note))}\n`),
    ].join('');
  },
  /** An array with an object for each row. */
  json: ({columns, rows}: Sheet): string =>
    `${jsonText(
      rows.map((row) =>
        Object.fromEntries(columns.map((title, index) => [title, valueOf(row[index] ?? null)])),
      ),
    )}\n`,
} as const;

const valueOf = (cell: Cell): Value => (typeof cell === 'object' && cell !== null ? cell.value : cell);

function textOf(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'object') return printable(cell.text);
  if (typeof cell === 'number') return Number.isInteger(cell) ? String(cell) : measure(cell);
  return printable(String(cell));
}
