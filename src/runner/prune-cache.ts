import {readdirSync, rmSync, statSync, utimesSync} from 'node:fs';
import {join} from 'node:path';
import {systemError} from './system-error.ts';

const day = 24 * 3_600_000;
/** Milliseconds. What was not used for so long is made again should it ever be. */
const forgotten = 30 * day;

/** Takes out of a folder of the user's cache what nothing has used for a month. */
export function pruneCache(folder: string, now = Date.now()): void {
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    try {
      if (now - statSync(file).mtimeMs > forgotten) rmSync(file, {force: true, recursive: true});
    } catch (error) {
      // Another process took it out first.
      systemError(error);
    }
  }
}

/** Notes that a file of a cache was used; once a day is enough. */
export function touch(file: string, now = Date.now()): void {
  try {
    if (now - statSync(file).mtimeMs > day) utimesSync(file, now / 1000, now / 1000);
  } catch (error) {
    // It may be another user's, or gone: it was read all the same.
    systemError(error);
  }
}
