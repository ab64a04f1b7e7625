import {existsSync, mkdirSync} from 'node:fs';
import {dirname} from 'node:path';
import type SQLite from 'better-sqlite3';
import {fail, ok, type Failure, type Result} from '../runner/failure.ts';
import {foreignDatabase, newerDatabase, noRuns, notDatabase} from './failures.ts';
import {migrations} from './migrations/index.ts';
import {openDatabase} from './open-database.ts';
import {failureOf, isBusy} from './sqlite-failure.ts';

/** The record of runs, open. Everything in this folder that reads or writes takes it first. */
export interface Tracking {
  readonly file: string;
  /** A statement, prepared once. */
  readonly prepare: <Given extends unknown[], Row>(sql: string) => SQLite.Statement<Given, Row>;
  /** All or nothing, and nobody else writes meanwhile. */
  readonly write: <T>(work: () => T) => Result<T>;
  /** All reads of one call see one moment. */
  readonly read: <T>(work: () => T) => Result<T>;
  /** Numbers of interned names, by kind and name. Only what is committed may be kept here. */
  readonly interned: Map<string, number>;
  readonly close: () => void;
}

interface Options {
  /** `false`: a file that is not there is a failure, not made. */
  readonly create?: boolean;
  /** How long to wait for others that write, in milliseconds. */
  readonly patience?: number;
}

/** "Epoc" in ASCII: tells our databases from others'. */
const applicationId = 0x45706f63;

/**
 * Opens a database of runs, makes it where there is none, and brings an older one up to date.
 * Several processes may have it open and write to it: they wait for each other.
 */
export function openTracking(
  file: string,
  {create = true, patience = 20_000}: Options = {},
): Result<Tracking> {
  if (!create && !existsSync(file)) return fail(noRuns(file));
  let database: SQLite.Database | undefined;
  try {
    mkdirSync(dirname(file), {recursive: true});
    database = openDatabase(file, {timeout: patience});
    const fault = patiently(patience, prepareDatabase, {file, database});
    if (fault === undefined) return ok(tracking(file, database, patience));
    database.close();
    return fail(fault);
  } catch (error) {
    database?.close();
    const failure = failureOf(error, file, patience);
    if (failure === undefined) throw error;
    return fail(failure);
  }
}

interface Opened {
  readonly file: string;
  readonly database: SQLite.Database;
}

function prepareDatabase({file, database}: Opened): Failure | undefined {
  const pragma = (name: string) => database.pragma(name, {simple: true});
  if (isForeign(database)) return foreignDatabase(file);
  const found = Number(pragma('user_version'));
  if (found > migrations.length) return newerDatabase({file, found, known: migrations.length});
  if (pragma('journal_mode') !== 'wal') pragma('journal_mode = WAL');
  // In WAL mode a crash of the machine may cost the last moments, never the database.
  pragma('synchronous = NORMAL');
  pragma('foreign_keys = ON');
  // After a burst the journal file gives its room back.
  pragma('journal_size_limit = 16777216');
  if (found < migrations.length) migrate(database);
  return pragma('journal_mode') === 'wal' ? undefined : notDatabase(file);
}

/** One moment is looked at: between two, another process may have made its tables here, and signed them. */
const isForeign = (database: SQLite.Database): boolean =>
  database.transaction(() => {
    const id = database.pragma('application_id', {simple: true});
    if (id === applicationId) return false;
    return id !== 0 || database.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() !== 0;
  })();

/** Another process may have done it meanwhile: the version is asked again under the lock. */
const migrate = (database: SQLite.Database): void => {
  database
    .transaction(() => {
      const from = Number(database.pragma('user_version', {simple: true}));
      for (const migration of migrations.slice(from)) database.exec(migration);
      database.pragma(`application_id = ${applicationId}`);
      database.pragma(`user_version = ${Math.max(from, migrations.length)}`);
    })
    .immediate();
};

/** SQLite itself waits for locks, but not for that of a switch to WAL, nor while another process recovers a journal. */
function patiently<Given, T>(patience: number, work: (given: Given) => T, given: Given): T {
  const until = Date.now() + patience;
  for (;;) {
    try {
      return work(given);
    } catch (error) {
      if (!isBusy(error) || Date.now() > until) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5 + Math.floor((Date.now() % 7) * 3));
    }
  }
}

function tracking(file: string, database: SQLite.Database, patience: number): Tracking {
  const statements = new Map<string, SQLite.Statement>();
  const interned = new Map<string, number>();
  const commit = database.prepare('COMMIT');
  const inTransaction = (mode: 'IMMEDIATE' | 'DEFERRED') => {
    // Cheaper than `database.transaction`, which makes new functions for each: an epoch is a transaction.
    const begin = database.prepare(`BEGIN ${mode}`);
    return <T>(work: () => T): Result<T> => {
      try {
        begin.run();
        const value = work();
        commit.run();
        return ok(value);
      } catch (error) {
        // A full disk may have rolled it back already.
        if (database.inTransaction) database.exec('ROLLBACK');
        // What was interned in this transaction is gone with it.
        interned.clear();
        const failure = failureOf(error, file, patience);
        if (failure === undefined) throw error;
        return fail(failure);
      }
    };
  };
  return {
    file,
    prepare: <Given extends unknown[], Row>(sql: string) => {
      let statement = statements.get(sql);
      if (statement === undefined) {
        statement = database.prepare(sql);
        statements.set(sql, statement);
      }
      return statement as SQLite.Statement<Given, Row>;
    },
    write: inTransaction('IMMEDIATE'),
    read: inTransaction('DEFERRED'),
    interned,
    close: () => database.close(),
  };
}
