import {lstatSync} from 'node:fs';
import {join} from 'node:path';
import {artifactFolder} from '../artifact.ts';
import {artifactKeys} from '../gc/list-stored.ts';
import {hashFiles} from '../hash-files.ts';
import {readManifest} from '../manifest.ts';
import {systemError} from '../system-error.ts';
import {readOrNothing} from './read-or-nothing.ts';

/** Files with a given content, in any artifact of the store. */
export interface Twins {
  /** A file that has that content now: it was just read. */
  readonly find: (sha256: string) => Promise<string | undefined>;
}

/** All manifests are read when the first is asked for. */
export function findTwins(store: string): Twins {
  let places: Map<string, string[]> | undefined;
  const load = () => {
    const found = new Map<string, string[]>();
    for (const key of artifactKeys(store)) {
      const folder = artifactFolder(store, key);
      for (const {path, sha256} of readManifest(readOrNothing(join(folder, 'manifest.json')))?.files() ??
        []) {
        const file = join(folder, 'files', path);
        const known = found.get(sha256);
        if (known === undefined) found.set(sha256, [file]);
        else known.push(file);
      }
    }
    return found;
  };
  return {
    find: async (sha256) => {
      for (const file of (places ??= load()).get(sha256) ?? [])
        if ((await hashOf(file)) === sha256) return file;
      return undefined;
    },
  };
}

async function hashOf(file: string): Promise<string | undefined> {
  try {
    const [hash] = await hashFiles([{path: file, absolute: file, stat: lstatSync(file)}]);
    return hash;
  } catch (error) {
    systemError(error);
    return undefined;
  }
}
