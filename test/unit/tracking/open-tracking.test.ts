import {mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import SQLite from 'better-sqlite3';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import type {Failure, Result} from '../../../src/runner/failure.ts';
import {listRuns} from '../../../src/tracking/list-runs.ts';
import {migrations} from '../../../src/tracking/migrations/index.ts';
import {openTracking} from '../../../src/tracking/open-tracking.ts';
import {createRecorder} from '../../../src/tracking/recorder.ts';
import {recordedStudy} from '../../rig/recorded-study.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'epochal-tracking-'));
  file = join(folder, 'runs.db');
});

afterEach(() => rmSync(folder, {recursive: true}));

test('a new database has the promised settings', () => {
  openTracking(file);
  const database = new SQLite(file);
  const pragma = (name: string) => database.pragma(name, {simple: true});
  expect({
    journal: pragma('journal_mode'),
    version: pragma('user_version'),
    id: pragma('application_id'),
  }).toEqual({
    journal: 'wal',
    version: migrations.length,
    id: 0x45706f63,
  });
  expect(pragma('integrity_check')).toBe('ok');
  database.close();
});

test('a database that another process makes while this one looks at it is not taken for a foreign one', () => {
  const pragma = Reflect.get(SQLite.prototype, 'pragma');
  let looks = 0;
  const spy = vi.spyOn(SQLite.prototype, 'pragma').mockImplementation(function (
    this: SQLite.Database,
    ...given
  ) {
    const value: unknown = pragma.apply(this, given);
    // It gets in here, or is kept out until the look has ended.
    if (given[0] === 'application_id' && looks++ === 0) openTracking(file, {patience: 0});
    return value;
  });
  const opened = openTracking(file);
  spy.mockRestore();
  expect(looks).toBeGreaterThan(1);
  expect(unwrap(listRuns(unwrap(opened)))).toEqual([]);
});

describe('an older database is brought up to date', () => {
  test.each(migrations.map((_, version) => version))('from version %i', (version) => {
    const database = new SQLite(file);
    migrations.slice(0, version).forEach((migration) => database.exec(migration));
    database.pragma(`user_version = ${version}`);
    if (version > 0) database.pragma(`application_id = 1164996451`);
    database.close();
    const tracking = unwrap(openTracking(file));
    recordedStudy({epochs: 1}).forEach(createRecorder(tracking));
    expect(unwrap(listRuns(tracking)).map(({id}) => id)).toEqual([
      '261124-g9k4',
      '261124-g9k3',
      '261124-g9k2',
    ]);
    tracking.close();
    const brought = new SQLite(file);
    const asNew = new SQLite(':memory:');
    migrations.forEach((migration) => asNew.exec(migration));
    expect(schemaOf(brought)).toEqual(schemaOf(asNew));
    brought.close();
  });
});

const schemaOf = (database: SQLite.Database) =>
  database.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY type, name').all();

describe('what cannot be used is said, not thrown', () => {
  test('no file, where one is needed', () => {
    expect(failureOf(openTracking(file, {create: false}))).toEqual({
      code: 'runs-missing',
      blame: 'user',
      what: `No runs are recorded here: there is no ${file}.`,
      todo: 'Start some with `epochal run`.',
      where: {file},
    });
  });

  test('a file that is no database', () => {
    writeFileSync(file, 'id,experiment\n'.repeat(100));
    expect(failureOf(openTracking(file))).toEqual({
      code: 'runs-damaged',
      blame: 'outside',
      what: `${file} is not a SQLite database, or its beginning is damaged.`,
      where: {file},
      todo: 'Try `epochal fsck --repair`, put a copy from a backup in its place, or move it away: a new one is made by the next run.',
    });
  });

  test('the database of another program', () => {
    const database = new SQLite(file);
    database.exec('CREATE TABLE experiments (experiment_id INTEGER)');
    database.close();
    expect(failureOf(openTracking(file))).toEqual({
      code: 'runs-foreign',
      blame: 'outside',
      what: `${file} is a SQLite database of another program.`,
      where: {file},
      todo: 'Move it away: a new one is made by the next run.',
    });
  });

  test('a newer database', () => {
    unwrap(openTracking(file)).close();
    const database = new SQLite(file);
    database.pragma('user_version = 99');
    database.close();
    expect(failureOf(openTracking(file))).toEqual({
      code: 'runs-newer',
      blame: 'outside',
      what: `${file} was written by a newer Epochal: its format is 99, this one knows up to ${migrations.length}.`,
      where: {file},
      todo: 'Install the newest Epochal.',
      facts: {file, found: 99, known: migrations.length},
    });
  });

  test('a database cut short', () => {
    const tracking = unwrap(openTracking(file));
    recordedStudy().forEach(createRecorder(tracking));
    tracking.close();
    truncateSync(file, 8192);
    const opened = openTracking(file);
    const failure = opened.ok ? failureOf(listRuns(opened.value)) : opened.failure;
    expect(failure).toMatchObject({code: 'runs-damaged', blame: 'outside', where: {file}});
    expect(failure.what).toMatch(/runs\.db is damaged: .+\.$/);
  });

  test('a database that lacks a table', () => {
    const tracking = unwrap(openTracking(file));
    const database = new SQLite(file);
    database.exec('DROP TABLE tags');
    database.close();
    expect(failureOf(listRuns(tracking)).what).toBe(`${file} is damaged: no such table: tags.`);
    tracking.close();
  });

  test.each([
    ['runs', 'recipe'],
    ['latest_metrics', 'kind'],
  ])('a database whose table %s lacks its column %s', (table, column) => {
    const tracking = unwrap(openTracking(file));
    const database = new SQLite(file);
    database.exec(`ALTER TABLE ${table} DROP COLUMN ${column}`);
    database.close();
    const failures: Failure[] = [];
    recordedStudy().forEach(createRecorder(tracking, {onFailure: (failure) => failures.push(failure)}));
    expect(failures.map(({what}) => what)).toEqual([
      `${file} is damaged: table ${table} has no column named ${column}.`,
    ]);
    tracking.close();
  });

  test('a lock that another program keeps', () => {
    const tracking = unwrap(openTracking(file, {patience: 50}));
    const other = new SQLite(file);
    other.exec('BEGIN IMMEDIATE');
    const failures: Failure[] = [];
    const record = createRecorder(tracking, {onFailure: (failure) => failures.push(failure)});
    const events = recordedStudy({epochs: 2});
    events.slice(0, -1).forEach(record);
    expect(failures).toEqual([
      {
        code: 'runs-locked',
        blame: 'outside',
        what: `${file} is locked by another program, and still was after 0 seconds.`,
        where: {file},
        todo: 'Close what has it open, such as a database browser with unsaved changes, and try again.',
      },
    ]);
    other.exec('COMMIT');
    other.close();
    events.slice(-1).forEach(record);
    // Once it is free, nothing is missing.
    expect(unwrap(listRuns(tracking)).map(({id, status}) => [id, status])).toEqual([
      ['261124-g9k4', 'done'],
      ['261124-g9k3', 'done'],
      ['261124-g9k2', 'done'],
    ]);
    tracking.close();
  });

  test('a path below a file', () => {
    writeFileSync(join(folder, 'experiments'), '');
    const below = join(folder, 'experiments', 'runs.db');
    expect(failureOf(openTracking(below))).toMatchObject({
      code: 'runs-refused',
      blame: 'outside',
      where: {file: below},
    });
  });

  test('a folder in its place', () => {
    mkdirSync(file);
    expect(failureOf(openTracking(file))).toMatchObject({
      code: 'runs-refused',
      blame: 'outside',
      where: {file},
    });
  });
});

function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(JSON.stringify(result.failure));
}

function failureOf<T>(result: Result<T>): Failure {
  if (!result.ok) return result.failure;
  throw new Error('it succeeded');
}
