import type {Comparison} from './comparison.ts';

/** A table for pull requests and notes: the best of a column is bold. */
export function compareMarkdown({columns, rows}: Comparison): string {
  const noted = rows.some(({incomparable, sample}) => incomparable !== undefined || sample);
  const line = (fields: readonly string[]) => `| ${fields.join(' | ')} |\n`;
  return [
    line([...columns.map(({title}) => escaped(title)), ...(noted ? ['note'] : [])]),
    line([...columns.map(({align}) => (align === 'right' ? '--:' : ':--')), ...(noted ? [':--'] : [])]),
    ...rows.map(({cells, incomparable, sample}) =>
      line([
        ...cells.map(({text, best}) => (best ? `**${escaped(text)}**` : escaped(text))),
        ...(noted
          ? [
              [
                ...(incomparable === undefined ? [] : [`not comparable: ${escaped(incomparable)}`]),
                ...(sample ? ['sample data'] : []),
              ].join('; '),
            ]
          : []),
      ]),
    ),
  ].join('');
}

/** What Markdown or HTML would take for markup. */
const escaped = (text: string): string =>
  text
    .replace(/[\\|`*_[\]~]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;');
