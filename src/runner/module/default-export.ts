import {readFileSync} from 'node:fs';
import type {Place} from '../failure.ts';

/** Where a module exports its stage, for what is wrong with it as a whole; its beginning where it exports none. */
export function defaultExportIn(file: string): Place {
  const lines = read(file).split(/\r?\n/);
  const found = lines.findIndex((line) => /\bexport\s+default\b|\bas\s+default\b/.test(line));
  const column = found < 0 ? 0 : (lines[found]?.search(/\bexport\b/) ?? 0);
  return {file, line: Math.max(0, found) + 1, column: Math.max(0, column) + 1};
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
