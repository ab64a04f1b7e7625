import type {Failure} from '../../runner/failure.ts';
import {cannotWrite, diskFull, downloadCancelled} from './failures.ts';

/** The failure that stands for what the file system threw, or undefined where it was something else. */
export function writeFailure(error: unknown, doing: string, folder: string): Failure | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error.name === 'AbortError') return downloadCancelled;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT') return diskFull(doing, folder);
  if (code !== undefined && 'syscall' in error) return cannotWrite(doing, folder, reasonOf(error, code));
  return undefined;
}

/** What Node says of a failed call, without the path that the message names anyway. */
const reasonOf = (error: Error, code: string): string => /^[A-Z]+: ([^,]+)/.exec(error.message)?.[1] ?? code;
