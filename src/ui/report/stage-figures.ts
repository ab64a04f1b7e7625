import {readdirSync, readFileSync, statSync} from 'node:fs';
import {extname, join} from 'node:path';
import type {ReportFigure} from './report-data.ts';

const types: Readonly<Record<string, string>> = {
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.webp': 'image/webp',
  '.gif': 'image/gif',
};
/** A stage that leaves more pictures than this leaves data, not figures. */
const mostFigures = 24;
const mostBytes = 4 * 2 ** 20;

/** The pictures that lie directly in a stage's folder, by name; of one drawn in two forms the smaller. */
export function stageFigures(folder: string): readonly ReportFigure[] {
  const files = namesIn(folder).flatMap((file) => {
    const type = types[extname(file).toLowerCase()];
    const size = type === undefined ? undefined : sizeOf(join(folder, file));
    return type === undefined || size === undefined || size > mostBytes ? [] : [{file, type, size}];
  });
  const byName = new Map<string, (typeof files)[number]>();
  for (const each of files) {
    const name = each.file.slice(0, -extname(each.file).length);
    const other = byName.get(name);
    if (other === undefined || each.size < other.size) byName.set(name, each);
  }
  return [...byName]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, mostFigures)
    .flatMap(([name, {file, type}]) => {
      const content = contentOf(join(folder, file));
      if (content === undefined) return [];
      return [{name, title: titleOf(name, type, content), image: dataUri(type, content)}];
    });
}

export const dataUri = (type: string, content: Uint8Array): string =>
  `data:${type};base64,${Buffer.from(content).toString('base64')}`;

/** What an SVG calls itself; of other pictures their file's name has to do. */
function titleOf(name: string, type: string, content: Buffer): string {
  const words = name.replaceAll(/[-_]+/g, ' ');
  if (type !== 'image/svg+xml') return words;
  const start = content.toString('utf8', 0, 2000);
  const said =
    /<svg[^>]*\saria-label="([^"]+)"/.exec(start)?.[1] ?? /<title>([^<]+)<\/title>/.exec(start)?.[1];
  return said === undefined ? words : unescaped(said).trim();
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  '#39': "'",
};
const unescaped = (text: string): string =>
  text.replaceAll(/&(amp|lt|gt|quot|apos|#39);/g, (whole, name: string) => entities[name] ?? whole);

// The store may be cleaned at any time: what is gone is not shown.
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
function sizeOf(file: string): number | undefined {
  try {
    const found = statSync(file);
    return found.isFile() ? found.size : undefined;
  } catch {
    return undefined;
  }
}
function contentOf(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
