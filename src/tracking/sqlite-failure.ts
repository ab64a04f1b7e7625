import type {Failure} from '../runner/failure.ts';
import {
  brokenDisk,
  damagedDatabase,
  fullDisk,
  lockedDatabase,
  notDatabase,
  refusedDatabase,
  sqliteMissing,
} from './failures.ts';

/**
 * What an exception of SQLite, or of the file system around it, means to people; undefined where it is a bug of ours.
 * Codes: https://sqlite.org/rescode.html.
 */
export function failureOf(error: unknown, file: string, patience: number): Failure | undefined {
  // JSON that we wrote and that is none now.
  if (error instanceof SyntaxError) return damagedDatabase(file, 'a row of it is no JSON any more');
  const code = codeOf(error);
  const reason = error instanceof Error ? firstLine(error.message) : String(error);
  // The extended codes begin with the primary one: SQLITE_IOERR_WRITE, SQLITE_BUSY_SNAPSHOT.
  const [, primary] = /^SQLITE_([A-Z]+)/.exec(code) ?? [];
  switch (primary ?? code) {
    case 'NOTADB':
      return notDatabase(file);
    // NOMEM: a length that a damaged page claims.
    case 'CORRUPT':
    case 'NOMEM':
    case 'TOOBIG':
    case 'MISMATCH':
      return damagedDatabase(file, reason);
    case 'CONSTRAINT':
      return damagedDatabase(file, `its rows do not fit together (${reason})`);
    case 'BUSY':
    case 'LOCKED':
      return lockedDatabase(file, Math.round(patience / 1000));
    case 'FULL':
    case 'ENOSPC':
    case 'EDQUOT':
      return fullDisk(file);
    case 'IOERR':
    case 'EIO':
      return brokenDisk(file, reason);
    case 'READONLY':
    case 'CANTOPEN':
    case 'PERM':
    case 'AUTH':
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOTDIR':
    case 'EEXIST':
    case 'ENOENT':
      return refusedDatabase(file, reason);
    case 'ERR_DLOPEN_FAILED':
      return sqliteMissing(file, reason);
    case 'MODULE_NOT_FOUND':
      return sqliteMissing(file, 'it is not built');
    default:
      // A table of another shape under our number: somebody changed the database.
      return code === 'SQLITE_ERROR' && /^(no such|malformed JSON|table \S+ has no column named)/.test(reason)
        ? damagedDatabase(file, reason)
        : undefined;
  }
}

export const isBusy = (error: unknown): boolean => /^SQLITE_(BUSY|LOCKED)/.test(codeOf(error));

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

const firstLine = (text: string): string => (text.split('\n')[0] ?? '').replace(/[.:]$/, '');
