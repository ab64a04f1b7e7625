import type {Comparison} from './comparison.ts';

/** A table for pull requests and notes: the best of a column is bold. */
export function compareMarkdown({columns, rows}: Comparison): string {
  const noted = rows.some(({incomparable, sample}) => incomparable !== undefined || sample);
  const line = (fields: readonly string[]) => `| ${fields.join(' | ')} |\n`;
  return [
    line([...columns.map(({title}) => markdownText(title)), ...(noted ? ['note'] : [])]),
    line([...columns.map(({align}) => (align === 'right' ? '--:' : ':--')), ...(noted ? [':--'] : [])]),
    ...rows.map(({cells, incomparable, sample}) =>
      line([
        ...cells.map(({text, best}) => (best ? `**${markdownText(text)}**` : markdownText(text))),
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
  text
    .replace(/[\\|`*_[\]~]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;');
