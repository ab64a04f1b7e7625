import {existsSync} from 'node:fs';
import {readdir, rm, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {artifactFolder} from './artifact.ts';
import {claimsFolder, markIn, openClaims} from './claims.ts';
import {ownerOf} from './process-mark.ts';
import {inUseFolder} from './store-use.ts';

/** What another machine left in a shared folder cannot be asked after; after so long nobody works on it. */
const forgotten = 7 * 24 * 3600 * 1000;

/** Removes what processes left that are no more, and checkpoints of stages that have their result. What cannot be removed stays: it is in nobody's way. */
export async function sweepStrays(store: string, now: number): Promise<void> {
  const whole = (name: string) => name;
  await Promise.all([
    sweep(join(store, 'tmp'), whole, now),
    sweep(join(store, inUseFolder), whole, now),
    sweep(join(store, claimsFolder), markIn, now),
    sweepScratch(store),
  ]);
}

async function sweep(folder: string, markOf: (name: string) => string, now: number): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      const owner = ownerOf(markOf(name));
      const old = owner === 'unknown' && now - (await modified(path)) > forgotten;
      if (owner === 'gone' || old) await rm(path, {recursive: true, force: true}).catch(() => undefined);
    }),
  );
}

/** A process may be killed between publishing a result and clearing up after it. */
async function sweepScratch(store: string): Promise<void> {
  const claims = openClaims(store);
  for (const key of await readdir(join(store, 'scratch')).catch(() => [])) {
    if (!existsSync(join(artifactFolder(store, key), 'manifest.json')) || !claims.take(key)) continue;
    await rm(join(store, 'scratch', key), {recursive: true, force: true}).catch(() => undefined);
    claims.release(key);
  }
}

const modified = (path: string): Promise<number> =>
  stat(path).then(
    ({mtimeMs}) => mtimeMs,
    () => Infinity,
  );
