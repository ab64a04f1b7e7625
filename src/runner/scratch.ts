import {mkdirSync, rmdirSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import type {Claims} from './claims.ts';

/** Where attempts of one key keep what the next may go on from. */
export interface Scratch {
  readonly folder: string;
  /** The stage succeeded: nothing is left to go on from. */
  readonly clear: () => void;
  /** The attempt is over, what it left stays. */
  readonly release: () => void;
}

interface Wanted {
  readonly folder: string;
  readonly key: string;
  readonly claims: Claims;
  readonly aside: string;
}

/**
 * `scratch/<key>/`, for one process at a time: where another one works on the same key, this attempt gets a folder of its own
 * under `aside`, lest they write into each other's checkpoints. Throws what the file system throws.
 */
export function takeScratch({folder, key, claims, aside}: Wanted): Scratch {
  if (!claims.take(key)) {
    mkdirSync(aside, {recursive: true});
    return {folder: aside, clear: () => undefined, release: () => undefined};
  }
  const shared = join(folder, key);
  mkdirSync(shared, {recursive: true});
  return {
    folder: shared,
    release: () => claims.release(key),
    clear: () => removeFolder(shared),
  };
}

/** Most stages leave it empty: one call to the system, where looking through it takes several. */
function removeFolder(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    rmSync(folder, {recursive: true, force: true});
  }
}
