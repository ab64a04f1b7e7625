import type {Comparison} from './comparison.ts';

/** Comma-separated values as in RFC 4180, numbers in full precision. */
export function compareCsv({columns, rows}: Comparison): string {
  const lines = [
    [...columns.map(({title}) => title), 'best of', 'not comparable', 'sample'],
    ...rows.map(({incomparable, sample}, row) => [
      ...columns.map(({values}) => String(values[row] ?? '')),
      columns.flatMap(({title, isBest}) => (isBest(row) ? [title] : [])).join(' '),
      incomparable ?? '',
      String(sample),
    ]),
  ];
  return lines.map((fields) => `${fields.map(csvField).join(',')}\r\n`).join('');
}

/** A field as RFC 4180 has it. */
export const csvField = (field: string): string =>
  /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
