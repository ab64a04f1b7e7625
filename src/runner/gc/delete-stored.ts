import {existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {rm} from 'node:fs/promises';
import {join} from 'node:path';
import {fail, ok, type Result} from '../failure.ts';
import {storeRefused} from '../failures.ts';
import {newMark, ownerOf, ownMark} from '../process-mark.ts';
import {collectionLock, isHeld, keysInUse} from '../store-use.ts';
import {systemError} from '../system-error.ts';
import {collectionUnderWay} from './failures.ts';
import type {Deletion} from './plan-collection.ts';

export interface Deleted {
  readonly gone: readonly Deletion[];
  /** What a process that is alive uses: it stays. */
  readonly inUse: readonly Deletion[];
}

/**
 * Deletes, though others work with the store: under the lock each folder is moved out of sight by one rename, if nobody announced its use.
 * A kill at any moment leaves whole artifacts and what the next process sweeps.
 */
export async function deleteStored(store: string, deletions: readonly Deletion[]): Promise<Result<Deleted>> {
  const lock = join(store, collectionLock);
  const moved: string[] = [];
  try {
    if (!take(lock)) return fail(collectionUnderWay(lock));
    try {
      const busy = keysInUse(store);
      const isBusy = ({stored}: Deletion) => busy.has(stored.key) || isWorkedOn(stored.folder);
      const inUse = deletions.filter(isBusy);
      const gone = deletions.filter((each) => !inUse.includes(each));
      mkdirSync(join(store, 'tmp'), {recursive: true});
      for (const {stored} of gone) {
        const aside = join(store, 'tmp', newMark());
        if (move(stored.folder, aside)) moved.push(aside);
      }
      return ok({gone, inUse});
    } finally {
      rmSync(lock, {force: true});
      for (const folder of moved) await rm(folder, {recursive: true, force: true});
    }
  } catch (error) {
    return fail(storeRefused({doing: 'Deleting', folder: store, code: systemError(error).code}));
  }
}

/** A lock whose process is gone is taken over. */
function take(lock: string): boolean {
  for (let tries = 0; tries < 2; tries++) {
    try {
      writeFileSync(lock, ownMark(), {flag: 'wx'});
      return true;
    } catch (error) {
      if (systemError(error).code !== 'EEXIST') throw error;
    }
    if (isHeld(lock)) return false;
    rmSync(lock, {force: true});
  }
  return false;
}

/** A scratch folder whose stage is running. */
const isWorkedOn = (folder: string): boolean => {
  const owner = `${folder}.owner`;
  return existsSync(owner) && ownerOf(readFileSync(owner, 'utf8')) !== 'gone';
};

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
