import {mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {ownerOf, ownMark} from './process-mark.ts';

/** Where attempts of one key keep what the next may go on from. */
export interface Scratch {
  readonly folder: string;
  /** The stage succeeded: nothing is left to go on from. */
  readonly clear: () => void;
  /** The attempt is over, what it left stays. */
  readonly release: () => void;
}

/**
 * `scratch/<key>/`, for one process at a time: where another one works on the same key, this attempt gets a folder of its own
 * under `aside`, lest they write into each other's checkpoints. Throws what the file system throws.
 */
export function takeScratch(folder: string, key: string, aside: string): Scratch {
  const shared = join(folder, key);
  const owner = join(folder, `${key}.owner`);
  mkdirSync(folder, {recursive: true});
  if (!claim(owner)) {
    mkdirSync(aside, {recursive: true});
    return {folder: aside, clear: () => undefined, release: () => undefined};
  }
  mkdirSync(shared, {recursive: true});
  const release = () => rmSync(owner, {force: true});
  return {
    folder: shared,
    release,
    clear: () => {
      rmSync(shared, {recursive: true, force: true});
      release();
    },
  };
}

function claim(owner: string): boolean {
  try {
    writeFileSync(owner, ownMark(), {flag: 'wx'});
    return true;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  let mark = '';
  try {
    mark = readFileSync(owner, 'utf8');
  } catch {
    // Released in between: as good as gone.
  }
  if (mark !== '' && mark !== ownMark() && ownerOf(mark) === 'alive') return false;
  writeFileSync(owner, ownMark());
  return true;
}
