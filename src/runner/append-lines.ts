import {appendFileSync, closeSync, fstatSync, openSync, readSync, writeSync} from 'node:fs';
import {systemError} from './system-error.ts';

/** What was written a moment ago may be half of a line that another process is just writing. Milliseconds. */
const settled = 50;

/** Appends whole lines to a file of JSON, one a line. What a kill left of a line at its end does not spoil them. */
export function appendLines(file: string, lines: string): void {
  appendFileSync(file, `${endTornLine(file)}${lines}`);
}

/** What has to stand before the next line. A torn one is overwritten with line ends, not cut off: what others append meanwhile stays. */
function endTornLine(file: string): '' | '\n' {
  let handle: number;
  try {
    handle = openSync(file, 'r+');
  } catch (error) {
    // Not there yet; anything else appending will tell.
    systemError(error);
    return '';
  }
  try {
    const {size, mtimeMs} = fstatSync(handle);
    const last = Buffer.alloc(1);
    if (size === 0 || readSync(handle, last, 0, 1, size - 1) === 0 || last.toString() === '\n') return '';
    if (Date.now() - mtimeMs < settled) return '\n';
    const all = Buffer.alloc(size);
    readSync(handle, all, 0, size, 0);
    const start = all.lastIndexOf('\n') + 1;
    if (isJson(all.toString('utf8', start))) return '\n';
    writeSync(handle, Buffer.alloc(size - start, '\n'), 0, size - start, start);
    return '';
  } finally {
    closeSync(handle);
  }
}

/** Of a whole line only its end may be missing. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
