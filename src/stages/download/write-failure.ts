import type {Failure} from '../../runner/failure.ts';
import {writeFailure as ofAnyStage} from '../write-failure.ts';
import {downloadCancelled, keptOnFullDisk} from './failures.ts';

/** As for any stage; and a transfer may have been cancelled, and on a full disk what came so far is kept. */
export function writeFailure(error: unknown, doing: string, folder: string): Failure | undefined {
  if (error instanceof Error && error.name === 'AbortError') return downloadCancelled;
  const failure = ofAnyStage(error, doing, folder);
  return failure?.code === 'disk-full' ? keptOnFullDisk(doing, folder) : failure;
}
