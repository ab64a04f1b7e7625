import {rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fail, ok, type Result} from '../failure.ts';
import {storeRefused} from '../failures.ts';
import {ownMark} from '../process-mark.ts';
import {collectionLock, isHeld, keysInUse} from '../store-use.ts';
import {systemError} from '../system-error.ts';
import {collectionUnderWay} from './failures.ts';

/**
 * Does what moves artifacts away while no process begins to use one. `work` is told the keys in use, and must be quick: who looks for
 * an artifact waits for it.
 */
export function underLock<T>(store: string, work: (inUse: ReadonlySet<string>) => T): Result<T> {
  const lock = join(store, collectionLock);
  try {
    if (!take(lock)) return fail(collectionUnderWay(lock));
    try {
      return ok(work(keysInUse(store)));
    } finally {
      rmSync(lock, {force: true});
    }
  } catch (error) {
    return fail(storeRefused({doing: 'Clearing up', folder: store, code: systemError(error).code}));
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
