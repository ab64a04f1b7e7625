import {readdir, readFile, writeFile} from 'node:fs/promises';
import {createInterface} from 'node:readline';
import SQLite from 'better-sqlite3';
import {execa} from 'execa';
import {afterEach, expect, test} from 'vitest';
import type {Event} from '../../src/runner/events.ts';
import {makeWorkspace, type Workspace} from '../rig/epochal.ts';

/** Says that it begins through one named pipe, and ends when it hears a word through another. */
const slow = `name: at-once
stages:
  slow: {run: 'echo did >> log; echo begun > begun; read word < go; echo $word > "$EPOCHAL_OUT/word"'}
`;

let workspace: Workspace;
afterEach(() => workspace.remove());

async function makeSlow(): Promise<void> {
  workspace = await makeWorkspace({'pipeline.yaml': slow});
  await execa('mkfifo', [workspace.path('begun'), workspace.path('go')]);
}

/** A run whose events are heard as they come. */
function start(...args: readonly string[]) {
  const running = workspace.start('run', '--json', ...args);
  const events: Event[] = [];
  const waiters: {readonly is: (event: Event) => boolean; readonly heard: (event: Event) => void}[] = [];
  createInterface(running.stdout).on('line', (line) => {
    const event = JSON.parse(line) as Event;
    events.push(event);
    waiters.filter(({is}) => is(event)).forEach(({heard}) => heard(event));
  });
  const heard = (is: (event: Event) => boolean) =>
    new Promise<Event>((resolve) => waiters.push({is, heard: resolve}));
  return {running, events, heard};
}

const waitsFor = (pid: number | undefined) => (event: Event) =>
  event.type === 'stage-waiting' && event.reason === `process ${pid ?? 0} does the same work`;

const begun = () => readFile(workspace.path('begun'), 'utf8');
const go = () => writeFile(workspace.path('go'), 'done\n');
const log = async () => (await readFile(workspace.path('log'), 'utf8')).trim().split('\n');
const claims = () => readdir(workspace.path('artifacts/claims'));

test('two runs of one pipeline do its work once: the second waits for the first and takes what it made', async () => {
  await makeSlow();
  const first = start();
  expect(await begun()).toBe('begun\n');
  const second = start();
  await second.heard(waitsFor(first.running.pid));
  await go();
  expect([(await first.running).exitCode, (await second.running).exitCode]).toEqual([0, 0]);
  expect(await log()).toEqual(['did']);
  const done = [first, second].map(({events}) => events.find(({type}) => type === 'stage-done'));
  expect(done).toMatchObject([
    {how: 'ran', reason: 'nothing cached yet'},
    {how: 'shared', reason: `process ${first.running.pid ?? 0} does the same work`},
  ]);
  const {stdout} = await workspace.epochal('compare', 'runs', '--json');
  const runs = JSON.parse(stdout) as readonly {readonly status: string}[];
  expect(runs.map(({status}) => status)).toEqual(['done', 'done']);
  expect(await claims()).toEqual([]);
});

test('where the first is killed the second does the work', async () => {
  await makeSlow();
  const first = start();
  await begun();
  const second = start();
  await second.heard(waitsFor(first.running.pid));
  first.running.kill('SIGKILL');
  await first.running;
  expect(await begun()).toBe('begun\n');
  await go();
  expect((await second.running).exitCode).toBe(0);
  expect(await log()).toEqual(['did', 'did']);
  expect(second.events.find(({type}) => type === 'stage-done')).toMatchObject({how: 'ran'});
  // What the first left is in nobody's way, and swept by the next.
  expect(await claims()).toEqual([]);
  expect((await workspace.epochal('run')).exitCode).toBe(0);
  expect((await workspace.epochal('fsck')).stdout).toMatch(/: all is well\.$/);
});

test('Ctrl-C ends one that waits', async () => {
  await makeSlow();
  const first = start();
  await begun();
  const second = start();
  await second.heard(waitsFor(first.running.pid));
  second.running.kill('SIGINT');
  expect((await second.running).exitCode).toBe(130);
  await go();
  expect((await first.running).exitCode).toBe(0);
});

test('ten runs at once and a gc beside them: nothing is done twice, no row is lost, nobody is locked out', async () => {
  workspace = await makeWorkspace({
    'pipeline.yaml': `name: ten
stages:
  draw: {run: 'echo draw >> log; sleep 0.2; echo 1 > "$EPOCHAL_OUT/a"'}
  double:
    run: 'echo $(cat "$EPOCHAL_PARAMS") >> log; sleep 0.2; echo 2 > "$EPOCHAL_OUT/b"'
    needs: [draw]
    with: {by: 1}
experiments: [one, two, three]
`,
    ...Object.fromEntries(
      ['one', 'two', 'three'].map((name, by) => [`experiments/${name}.yaml`, `set: {double.by: ${by}}\n`]),
    ),
  });
  const runs = Array.from({length: 10}, () => start());
  const collected = await Promise.all([
    workspace.epochal('gc'),
    workspace.epochal('gc', '--max-size', '1GB'),
  ]);
  // Two at once: one of them may have to say that the other is at it.
  expect(collected.filter(({exitCode}) => ![0, 3].includes(exitCode ?? 70))).toEqual([]);
  for (const {running} of runs) expect(await running).toMatchObject({exitCode: 0, stderr: ''});
  expect((await log()).toSorted()).toEqual(['draw', '{ "by": 0 }', '{ "by": 1 }', '{ "by": 2 }']);

  const recorded = new Set(
    runs.flatMap(({events}) =>
      events.flatMap((event) => (event.type === 'run-done' && event.equals === undefined ? [event.run] : [])),
    ),
  );
  const database = new SQLite(workspace.path('experiments/runs.db'), {readonly: true});
  expect(database.pragma('integrity_check', {simple: true})).toBe('ok');
  const ids = database.prepare<[], string>('SELECT id FROM runs').pluck().all();
  expect(new Set(ids)).toEqual(recorded);
  const unfinished = database.prepare(
    `SELECT count(*) FROM runs JOIN stages ON run = number
     WHERE status <> 'done' OR how NOT IN ('ran', 'cached', 'shared')`,
  );
  expect(unfinished.pluck().get()).toBe(0);
  database.close();
  expect((await workspace.epochal('fsck')).stdout).toMatch(/: all is well\.$/);
});
