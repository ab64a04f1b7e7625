import {mkdirSync, renameSync} from 'node:fs';
import {join} from 'node:path';
import {artifactFolder} from '../artifact.ts';
import {forgetContents} from '../content-index.ts';
import {underLock} from '../gc/under-lock.ts';
import {newMark} from '../process-mark.ts';
import {type Repair, repaired} from './finding.ts';

/** Moves an artifact out of the way, to be looked at: the next run makes it again. */
export async function setAside(store: string, key: string): Promise<Repair> {
  const moved = underLock(store, (inUse) => {
    if (inUse.has(key)) return false;
    mkdirSync(join(store, damagedFolder), {recursive: true});
    renameSync(artifactFolder(store, key), join(store, damagedFolder, `${key}-${newMark()}`));
    return true;
  });
  if (!moved.ok) return {repaired: false, why: moved.failure.what};
  if (moved.value) await forgetContents(store, new Set([key]));
  return moved.value
    ? repaired('set aside: the next run that needs it makes it again')
    : {repaired: false, why: 'a process that is running uses it'};
}

/** What is set aside goes with the next `gc`. */
export const damagedFolder = 'damaged';
