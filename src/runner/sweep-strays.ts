import {readdir, rm, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {claimsFolder, markIn} from './claims.ts';
import {ownerOf} from './process-mark.ts';
import {inUseFolder} from './store-use.ts';

/** What another machine left in a shared folder cannot be asked after; after so long nobody works on it. */
const forgotten = 7 * 24 * 3600 * 1000;

/** Removes what processes left under `tmp/`, `in-use/` and `claims/` that are no more. What cannot be removed stays: it is in nobody's way. */
export async function sweepStrays(store: string, now: number): Promise<void> {
  const whole = (name: string) => name;
  await Promise.all([
    sweep(join(store, 'tmp'), whole, now),
    sweep(join(store, inUseFolder), whole, now),
    sweep(join(store, claimsFolder), markIn, now),
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

const modified = (path: string): Promise<number> =>
  stat(path).then(
    ({mtimeMs}) => mtimeMs,
    () => Infinity,
  );
