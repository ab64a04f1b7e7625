import {fileURLToPath} from 'node:url';
import {stripVTControlCharacters} from 'node:util';
import type {Place} from '../failure.ts';

/** An error that came out of a user's module: what it says, and the innermost place in the user's own files. */
export interface Thrown {
  readonly said: string;
  readonly where: Place | undefined;
}

/** `sources`: the user's files, absolute. Places are those of the sources where source maps are on. */
export function thrownAt(error: unknown, sources: readonly string[]): Thrown {
  if (!(error instanceof Error)) return {said: words(error), where: undefined};
  const causes = causesOf(error);
  const said = causes
    .map((each, index) => `${index === 0 ? '' : 'because: '}${nameOf(each)}${each.message}`)
    .join(', ');
  const places = causes.map((each) => firstPlace(each.stack ?? '', sources));
  return {said: oneLine(said), where: places.find((place) => place !== undefined)};
}

function causesOf(error: Error): readonly Error[] {
  const found: Error[] = [];
  for (let each: unknown = error; each instanceof Error && found.length < 4; each = each.cause)
    found.push(each);
  return found;
}

/** `Error` itself says nothing that the message does not. */
const nameOf = ({name}: Error): string => (name === 'Error' || name === '' ? '' : `${name}: `);

/** A frame is `at f (file:///a/b.ts:3:5)` or `at /a/b.ts:3:5`. */
function firstPlace(stack: string, sources: readonly string[]): Place | undefined {
  for (const line of stack.split('\n')) {
    const [, named, row, column] = /^\s*at .*?((?:file:\/\/)?\/[^()]*?):(\d+):(\d+)\)?$/.exec(line) ?? [];
    if (named === undefined) continue;
    const file = named.startsWith('file://') ? fileURLToPath(named) : named;
    if (sources.includes(file)) return {file, line: Number(row), column: Number(column)};
  }
  return undefined;
}

function words(thrown: unknown): string {
  if (typeof thrown === 'string') return oneLine(thrown);
  try {
    const json = JSON.stringify(thrown) as string | undefined;
    return oneLine(json ?? String(thrown));
  } catch {
    return String(thrown);
  }
}

const longest = 500;

const oneLine = (text: string): string => {
  const plain = stripVTControlCharacters(text).replace(/\s+/g, ' ').trim();
  return plain.length > longest ? `${plain.slice(0, longest - 1)}…` : plain;
};
