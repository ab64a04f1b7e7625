import {mkdirSync, renameSync} from 'node:fs';
import {rm} from 'node:fs/promises';
import {join} from 'node:path';
import {isClaimed} from '../claims.ts';
import {ok, type Result} from '../failure.ts';
import {newMark} from '../process-mark.ts';
import {systemError} from '../system-error.ts';
import type {Deletion} from './plan-collection.ts';
import {underLock} from './under-lock.ts';

export interface Deleted {
  readonly gone: readonly Deletion[];
  /** What a process that is alive uses: it stays. */
  readonly inUse: readonly Deletion[];
}

/**
 * Deletes, though others work with the store: each folder is moved out of sight by one rename, if nobody announced its use.
 * A kill at any moment leaves whole artifacts and what the next process sweeps.
 */
export async function deleteStored(store: string, deletions: readonly Deletion[]): Promise<Result<Deleted>> {
  const moved: string[] = [];
  const done = underLock(store, (busy) => {
    const isBusy = ({stored: {key}}: Deletion) => busy.has(key) || (key !== '' && isClaimed(store, key));
    const inUse = deletions.filter(isBusy);
    const gone = deletions.filter((each) => !inUse.includes(each));
    mkdirSync(join(store, 'tmp'), {recursive: true});
    for (const {stored} of gone) {
      const aside = join(store, 'tmp', newMark());
      if (move(stored.folder, aside)) moved.push(aside);
    }
    return {gone, inUse};
  });
  // What cannot be removed now is out of sight, and swept when this process is gone.
  for (const folder of moved) await rm(folder, {recursive: true, force: true}).catch(() => undefined);
  return done.ok ? ok(done.value) : done;
}

/** False where it is gone already. */
function move(folder: string, aside: string): boolean {
  try {
    renameSync(folder, aside);
    return true;
  } catch (error) {
    if (systemError(error).code === 'ENOENT') return false;
    throw error;
  }
}
