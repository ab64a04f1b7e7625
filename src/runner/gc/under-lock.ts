import {rmSync} from 'node:fs';
import {join} from 'node:path';
import {fail, ok, type Result} from '../failure.ts';
import {storeRefused} from '../failures/store.ts';
import {collectionLock, keysInUse} from '../store-use.ts';
import {systemError} from '../system-error.ts';
import {collectionUnderWay} from './failures.ts';
import {takeLock} from './take-lock.ts';

/**
 * Does what moves artifacts away while no process begins to use one. `work` is told the keys in use, and must be quick: who looks for
 * an artifact waits for it.
 */
export function underLock<T>(store: string, work: (inUse: ReadonlySet<string>) => T): Result<T> {
  const lock = join(store, collectionLock);
  try {
    if (!takeLock(lock)) return fail(collectionUnderWay(lock));
    try {
      return ok(work(keysInUse(store)));
    } finally {
      rmSync(lock, {force: true});
    }
  } catch (error) {
    return fail(storeRefused({doing: 'Clearing up', folder: store, code: systemError(error).code}));
  }
}
