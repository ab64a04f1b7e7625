import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {newMark, ownerOf} from './process-mark.ts';
import {systemError} from './system-error.ts';

/**
 * What this process uses of a store, so that none of it is deleted meanwhile. It announces first and looks then; who deletes takes the lock
 * first and reads the announcements then: one of the two always sees the other.
 */
export interface StoreUse {
  /** Resolves when nothing is being deleted. After that the key stays as it is found. */
  readonly announce: (key: string) => Promise<void>;
  readonly end: () => void;
}

/** `in-use/<mark of the process>`: a key a line. */
export function openUse(store: string): StoreUse {
  const folder = join(store, inUseFolder);
  const file = join(folder, newMark());
  const lock = join(store, collectionLock);
  const keys = new Set<string>();
  let handle: number | undefined;
  const write = (key: string) => {
    keys.add(key);
    try {
      if (handle === undefined) {
        mkdirSync(folder, {recursive: true});
        handle = openSync(file, 'a');
      }
      writeSync(handle, `${key}\n`);
    } catch (error) {
      // A full disk, or a store that may only be read: what is there can be used all the same.
      systemError(error);
    }
  };
  return {
    announce: async (key) => {
      if (!keys.has(key)) write(key);
      while (existsSync(lock) && isHeld(lock)) await sleep(pause);
    },
    end: () => {
      keys.clear();
      if (handle === undefined) return;
      closeSync(handle);
      handle = undefined;
      rmSync(file, {force: true});
    },
  };
}

export const inUseFolder = 'in-use';
export const collectionLock = 'gc.lock';

/** Milliseconds between looks. Deleting holds the lock for as long as some renames take. */
const pause = 5;
/** A lock of another machine tells nothing of its process; so old it is forgotten. Milliseconds. */
const forgotten = 60_000;

/** Whether the process that took a lock goes on. */
export function isHeld(lock: string): boolean {
  try {
    const owner = ownerOf(readFileSync(lock, 'utf8'));
    return owner === 'alive' || (owner === 'unknown' && Date.now() - statSync(lock).mtimeMs < forgotten);
  } catch (error) {
    systemError(error);
    return false;
  }
}

/** The keys that any process uses which may be alive. */
export function keysInUse(store: string): ReadonlySet<string> {
  const keys = new Set<string>();
  const folder = join(store, inUseFolder);
  for (const mark of existsSync(folder) ? readdirSync(folder) : []) {
    if (ownerOf(mark) === 'gone') continue;
    for (const key of lines(join(folder, mark))) keys.add(key);
  }
  return keys;
}

function lines(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch (error) {
    // It ended in between.
    systemError(error);
    return [];
  }
}
