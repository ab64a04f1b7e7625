import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {chmodSync, chownSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';
import SQLite from 'better-sqlite3';
import {afterEach, beforeEach, expect, test} from 'vitest';
import type {Result} from '../../../src/runner/failure.ts';
import {listRuns} from '../../../src/tracking/list-runs.ts';
import {openTracking} from '../../../src/tracking/open-tracking.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'epochal-writers-'));
  file = join(folder, 'experiments', 'runs.db');
});

afterEach(() => rmSync(folder, {recursive: true}));

const writer = fileURLToPath(new URL('../../rig/tracking-writer.ts', import.meta.url));

interface Writer {
  readonly pid: number;
  readonly firstLine: Promise<string>;
  readonly kill: () => Promise<void>;
}

/** A process of its own. With `uid`, of another user. */
function start(args: readonly string[], uid?: number): Writer {
  const child = spawn(process.execPath, ['--import', 'tsx', writer, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
    ...(uid === undefined ? {} : {uid}),
  });
  const exit = once(child, 'exit');
  const firstLine = once(createInterface(child.stdout), 'line').then(([line]) => String(line));
  return {
    pid: child.pid ?? 0,
    firstLine,
    kill: async () => {
      child.kill('SIGKILL');
      await exit;
    },
  };
}

test('eight processes make and fill one database: no row is lost, nobody is locked out', async () => {
  const writers = Array.from({length: 8}, (_, index) => start([file, '6', `writer${index}`]));
  expect(await Promise.all(writers.map(({firstLine}) => firstLine))).toEqual(Array(8).fill('[]'));
  const database = new SQLite(file);
  expect(database.pragma('integrity_check', {simple: true})).toBe('ok');
  const counts = database
    .prepare(
      `SELECT (SELECT count(*) FROM runs WHERE status = 'done') runs, (SELECT count(*) FROM params) params,
              (SELECT count(*) FROM stages WHERE how = 'ran') stages, (SELECT count(*) FROM metrics) metrics,
              (SELECT count(*) FROM latest_metrics) latest, (SELECT count(*) FROM metric_names) names`,
    )
    .get();
  database.close();
  const runs = 8 * 6;
  expect(counts).toEqual({
    runs,
    params: runs * 13,
    stages: runs * 5,
    metrics: runs * (20 * 7 + 2),
    latest: runs * 9,
    names: 9,
  });
});

test('a run whose process was killed is shown as interrupted', async () => {
  const {firstLine, kill} = start([file, '1', 'killed', 'hang']);
  expect(await firstLine).toMatch(/^hangs /);
  const tracking = unwrap(openTracking(file, {create: false}));
  const statuses = () =>
    unwrap(listRuns(tracking)).map(({id, status, seconds, stages}) => [
      id,
      status,
      seconds,
      stages.map(({how}) => how),
    ]);
  expect(statuses()).toEqual([['killed-0', 'running', null, ['ran', 'ran', 'ran', 'ran', 'ran']]]);
  await kill();
  expect(statuses()).toEqual([['killed-0', 'interrupted', null, ['ran', 'ran', 'ran', 'ran', 'ran']]]);
  tracking.close();
});

// Root may write everywhere; a process of another user may not.
test.skipIf(process.getuid?.() !== 0)('a database that may not be written is said to be so', async () => {
  unwrap(openTracking(file)).close();
  chmodSync(folder, 0o755);
  chownSync(join(folder, 'experiments'), 0, 0);
  chmodSync(join(folder, 'experiments'), 0o555);
  chmodSync(file, 0o444);
  const failures: unknown = JSON.parse(await start([file, '1', 'stranger'], 65_534).firstLine);
  expect(failures).toMatchObject([{code: 'runs-refused', blame: 'outside', where: {file}}]);
});

function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(JSON.stringify(result.failure));
}
