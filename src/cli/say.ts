import {readFileSync} from 'node:fs';
import {exitCodes, type Failure} from '../runner/failure.ts';
import {failuresText} from '../ui/failure-text.ts';

/** Tells what stands in the way, on standard error, and gives the exit code it asks for. */
export function refuse(failures: readonly Failure[]): number {
  process.stderr.write(`${failuresText(failures, {folder: process.cwd(), source: textOf})}\n`);
  return Math.max(...failures.map(({blame}) => exitCodes[blame]));
}

/** Prints a result on standard output and waits until it is taken: a pipe may be slower than we. */
export const print = (text: string): Promise<void> =>
  new Promise((resolve) => process.stdout.write(text.endsWith('\n') ? text : `${text}\n`, () => resolve()));

/** Tells what has no place in a result that programs read, on standard error. */
export const printAside = (text: string): Promise<void> =>
  new Promise((resolve) => process.stderr.write(`${text}\n`, () => resolve()));

/** The line at fault is shown with its place. */
function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
