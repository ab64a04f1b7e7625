import {closeSync, existsSync, openSync, readSync, renameSync, rmSync, writeSync} from 'node:fs';
import SQLite from 'better-sqlite3';
import {fail, ok, type Result} from '../runner/failure.ts';
import {notDatabase} from './failures.ts';
import {openDatabase} from './open-database.ts';
import {openTracking} from './open-tracking.ts';
import {failureOf} from './sqlite-failure.ts';

export interface Salvaged {
  /** Of which something could be read. */
  readonly runs: number;
  /** Where the damaged record lies now. */
  readonly aside: string;
}

/**
 * Makes a record anew from all rows of a damaged one that can be read; that is kept beside it. Tables are read from both ends, so that a
 * page that cannot be read costs the rows on it. Nobody may have it open.
 */
export function salvageRecord(file: string, at: number): Result<Salvaged> {
  const aside = `${file}.damaged-${new Date(at).toISOString().slice(0, 19).replaceAll(/\D/g, '')}`;
  try {
    if (!isOurs(file)) return fail(notDatabase(file));
    for (const rest of ['', '-wal'])
      if (existsSync(`${file}${rest}`)) renameSync(`${file}${rest}`, `${aside}${rest}`);
    rmSync(`${file}-shm`, {force: true});
    mendHeader(aside);
    const made = openTracking(file);
    if (!made.ok) return made;
    made.value.close();
    const fresh = openDatabase(file);
    const old = openDatabase(aside);
    try {
      fresh.pragma('foreign_keys = OFF');
      const tables = tablesOf(fresh);
      for (const table of tables) fresh.transaction(() => copyTable(old, fresh, table))();
      for (const table of tables) dropOrphans(fresh, table);
      for (const sql of emptied) fresh.exec(sql);
      return ok({runs: Number(fresh.prepare('SELECT count(*) FROM runs').pluck().get()), aside});
    } finally {
      old.close();
      fresh.close();
    }
  } catch (error) {
    const failure = failureOf(error, file, 0);
    if (failure === undefined) throw error;
    return fail(failure);
  }
}

/** JSON that is none any more. */
const emptied = [
  ...['params', 'environment', 'facts'].map(
    (column) => `UPDATE runs SET ${column} = '{}' WHERE NOT json_valid(${column})`,
  ),
  "UPDATE stages SET needs = '[]' WHERE NOT json_valid(needs)",
  'UPDATE stages SET failure = NULL WHERE failure IS NOT NULL AND NOT json_valid(failure)',
];

/** How every database of ours begins: https://sqlite.org/fileformat.html#the_database_header. Pages are of 4096 bytes, the journal is a WAL. */
const beginning = Buffer.concat([
  Buffer.from('SQLite format 3\0'),
  Buffer.from([16, 0, 2, 2, 0, 64, 32, 32]),
]);
const applicationId = Buffer.from('Epoc');
const placeOfId = 68;

/** By the mark that we leave, or most of it: somebody's notes are left alone. */
function isOurs(file: string): boolean {
  const mark = Buffer.alloc(applicationId.length);
  const handle = openSync(file, 'r');
  try {
    readSync(handle, mark, 0, mark.length, placeOfId);
  } finally {
    closeSync(handle);
  }
  return applicationId.filter((byte, place) => mark[place] === byte).length >= 3;
}

function mendHeader(file: string): void {
  const handle = openSync(file, 'r+');
  try {
    writeSync(handle, beginning, 0, beginning.length, 0);
    writeSync(handle, applicationId, 0, applicationId.length, placeOfId);
  } finally {
    closeSync(handle);
  }
}

interface Table {
  readonly name: string;
  readonly columns: readonly string[];
  readonly primary: readonly string[];
}

/** In the order in which they were made: what is named comes before what names it. */
function tablesOf(database: SQLite.Database): readonly Table[] {
  const names = database
    .prepare<[], string>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid",
    )
    .pluck()
    .all();
  return names.map((name) => {
    const columns = database.pragma(`table_info(${name})`) as readonly {
      readonly name: string;
      readonly pk: number;
    }[];
    const primary = columns.filter(({pk}) => pk > 0).toSorted((a, b) => a.pk - b.pk);
    return {name, columns: columns.map((each) => each.name), primary: primary.map((each) => each.name)};
  });
}

function copyTable(old: SQLite.Database, fresh: SQLite.Database, {name, columns, primary}: Table): void {
  const insert = fresh.prepare(
    `INSERT OR IGNORE INTO ${name} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  );
  const orders =
    primary.length === 0 ? [''] : ['', `ORDER BY ${primary.map((each) => `${each} DESC`).join(', ')}`];
  for (const order of orders)
    untilUnreadable(() => {
      for (const row of old
        .prepare(`SELECT ${columns.join(', ')} FROM ${name} ${order}`)
        .raw()
        .iterate())
        untilUnreadable(() => void insert.run(row));
    });
}

/** Of what SQLite cannot read, or would not take, the rest is left out. */
function untilUnreadable(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof SQLite.SqliteError)) throw error;
  }
}

function dropOrphans(database: SQLite.Database, {name}: Table): void {
  const links = database.pragma(`foreign_key_list(${name})`) as readonly {
    readonly table: string;
    readonly from: string;
    readonly to: string | null;
  }[];
  for (const {table, from, to} of links) {
    const [first] = tablesOf(database).find((each) => each.name === table)?.primary ?? [];
    database.exec(
      `DELETE FROM ${name} WHERE ${from} NOT IN (SELECT ${to ?? first ?? 'rowid'} FROM ${table})`,
    );
  }
}
