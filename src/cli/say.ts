import {exitCodes, type Failure} from '../runner/failure.ts';

/** Tells what stands in the way, on standard error, and gives the exit code it asks for. */
export function refuse(failures: readonly Failure[]): number {
  for (const failure of failures) process.stderr.write(`${failure.what}\n`);
  return Math.max(...failures.map(({blame}) => exitCodes[blame]));
}

/** Prints a result on standard output and waits until it is taken: a pipe may be slower than we. */
export const print = (text: string): Promise<void> =>
  new Promise((resolve) => process.stdout.write(text.endsWith('\n') ? text : `${text}\n`, () => resolve()));
