import type {Failure} from '../runner/failure.ts';

/** The failure that stands for what the file system threw, or undefined where it was something else. `doing`: -ing. */
export function writeFailure(error: unknown, doing: string, folder: string): Failure | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  if (error.code === 'ENOSPC' || error.code === 'EDQUOT') return diskFull(doing, folder);
  if ('syscall' in error) return cannotWrite(doing, folder, reasonOf(error, error.code));
  return undefined;
}

export const diskFull = (doing: string, folder: string): Failure => ({
  code: 'disk-full',
  blame: 'outside',
  what: `The disk filled up while ${doing} in ${folder}.`,
  todo: 'Free some space and run again.',
  facts: {doing, folder},
});

const cannotWrite = (doing: string, folder: string, reason: string): Failure => ({
  code: 'cannot-write',
  blame: 'outside',
  what: `Files could not be written while ${doing} in ${folder}: ${reason}.`,
  todo: 'Check that the folder is there and that you may write in it.',
  facts: {doing, folder, reason},
});

/** What Node says of a failed call, without the path that the message names anyway. */
const reasonOf = (error: Error, code: string): string => /^[A-Z]+: ([^,]+)/.exec(error.message)?.[1] ?? code;
