import {createRequire} from 'node:module';
import SQLite from 'better-sqlite3';

interface Options {
  /** How long to wait for others that write, in milliseconds. */
  readonly timeout?: number;
}

/**
 * Opens a SQLite file, or makes it. The library's compiled part is named here, for by itself the library looks in a dozen places for it, with
 * the help of a package and of many small files: a tenth of a short verb's time. Throws what SQLite says, and where that part is not there.
 */
export const openDatabase = (file: string, {timeout}: Options = {}): SQLite.Database =>
  new SQLite(file, {
    ...(timeout === undefined ? {} : {timeout}),
    nativeBinding: createRequire(import.meta.url).resolve('better-sqlite3/build/Release/better_sqlite3.node'),
  });
