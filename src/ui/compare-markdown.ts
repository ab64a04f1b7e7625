import type {Comparison} from './comparison.ts';

/** A table for pull requests and notes: the best of a column is bold. */
export function compareMarkdown({columns, rows}: Comparison): string {
  const noted = rows.some(({incomparable, sample}) => incomparable !== undefined || sample);
  const line = (fields: readonly string[]) => `| ${fields.join(' | ')} |\n`;
  return [
    line([...columns.map(({title}) => markdownText(title)), ...(noted ? ['note'] : [])]),
    line([...columns.map(({align}) => (align === 'right' ? '--:' : ':--')), ...(noted ? [':--'] : [])]),
    ...rows.map(({incomparable, sample}, row) =>
      line([
        ...columns.map(({text, isBest}) =>
          isBest(row) ? `**${markdownText(text(row))}**` : markdownText(text(row)),
        ),
        ...(noted
          ? [
              [
                ...(incomparable === undefined ? [] : [`not comparable: ${markdownText(incomparable)}`]),
                ...(sample ? ['sample data'] : []),
              ].join('; '),
            ]
          : []),
      ]),
    ),
  ].join('');
}

/** Without what Markdown or HTML would take for markup. */
export const markdownText = (text: string): string =>
  isMarkup.test(text)
    ? text
        .replace(/[\\|`*_[\]~]/g, '\\$&')
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
    : text;

const isMarkup = /[\\|`*_[\]~&<]/;
