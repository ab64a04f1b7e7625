import {mkdir, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {execa} from 'execa';
import {afterAll, afterEach, beforeAll, beforeEach, expect, test} from 'vitest';
import type {ArtifactStore} from '../../../../src/runner/artifact-store.ts';
import {collect} from '../../../../src/runner/gc/collect.ts';
import {deleteStored} from '../../../../src/runner/gc/delete-stored.ts';
import {listStored} from '../../../../src/runner/gc/list-stored.ts';
import {ownMark} from '../../../../src/runner/process-mark.ts';
import {bundle} from '../../../rig/bundle.ts';
import {makeWorkspace, unwrap, type Workspace} from '../../../rig/workspace.ts';

const programs = {publishOnce: '', clearUp: ''};
let workspace: Workspace;
let store: ArtifactStore;
beforeAll(async () => {
  programs.publishOnce = await bundle(new URL('../../../rig/publish-once.ts', import.meta.url));
  programs.clearUp = await bundle(new URL('../../../rig/clear-up.ts', import.meta.url));
});
afterAll(() => Promise.all(Object.values(programs).map((file) => rm(dirname(file), {recursive: true}))));
beforeEach(async () => {
  workspace = await makeWorkspace();
  store = await workspace.store();
});
afterEach(() => workspace.remove());

const inStore = (...parts: readonly string[]) => join(workspace.folder, 'artifacts', ...parts);
const keyOf = (number: number) => number.toString(16).padStart(64, '0');
const fingerprint = {definition: 'a', params: {}, inputs: {}, code: {}};

async function publish(key: string, text = key): Promise<string> {
  const draft = unwrap(await store.begin(key));
  await writeFile(join(draft.out, 'out'), text);
  const record = {stage: 'a', fingerprint, reports: [], seconds: 0, threads: 1};
  return unwrap(await draft.publish(record)).folder;
}

/** As `gc` would with nothing needed. */
const clearUp = async () => {
  const needs = {runs: new Map<string, number>(), pipeline: new Set<string>(), pinned: new Set<string>()};
  const stored = await listStored(inStore());
  return unwrap(await collect({store: inStore(), stored, needs, limits: {}, dry: false}));
};

test('what a process that is alive found or made stays until it closes the store', async () => {
  const [one, two, three] = [keyOf(1), keyOf(2), keyOf(3)];
  for (const key of [one, two, three]) await publish(key);
  await store.close();
  const other = await workspace.store();
  expect((await other.find(one)).found).toBe('whole');
  await unwrap(await other.begin(two)).discard();
  const first = await clearUp();
  // Of what was begun the scratch folder stays, too: another attempt goes on there.
  const used = [`artifact ${one}`, `artifact ${two}`, `scratch ${two}`];
  const named = (list: typeof first.inUse) => list.map(({stored: {kind, key}}) => `${kind} ${key}`).sort();
  expect(named(first.inUse)).toEqual(used);
  expect(named(first.deletions)).toEqual([`artifact ${three}`]);
  expect((await other.find(one)).found).toBe('whole');
  await other.close();
  expect(named((await clearUp()).deletions)).toEqual(used);
  expect((await other.find(one)).found).toBe('nothing');
  expect([await readdir(inStore('tmp')), await readdir(inStore('scratch'))]).toEqual([[], []]);
});

test('down to a size goes something else where the cheapest is in use', async () => {
  const [one, two] = [keyOf(1), keyOf(2)];
  await publish(one);
  await publish(two);
  await store.close();
  const other = await workspace.store();
  await other.find(one);
  const needs = {runs: new Map<string, number>(), pipeline: new Set<string>(), pinned: new Set<string>()};
  const stored = await listStored(inStore());
  const room = Math.max(...stored.map((each) => [...each.room.values()].reduce((a, b) => a + b)));
  const collected = unwrap(await collect({store: inStore(), stored, needs, limits: {room}, dry: false}));
  expect(collected.deletions.map(({stored: {key}}) => key)).toEqual([two]);
  await other.close();
});

test('what a process used that was killed may go', async () => {
  const child = execa(process.execPath, [programs.publishOnce, inStore(), keyOf(1), 'x'], {
    ipc: true,
    reject: false,
  });
  await child.getOneMessage();
  expect((await clearUp()).inUse.map(({stored: {kind}}) => kind)).toEqual(['scratch']);
  await child.sendMessage('die');
  await child;
  const deleted = await clearUp();
  expect(deleted.inUse).toEqual([]);
  expect(deleted.deletions.map(({stored: {kind}}) => kind)).toEqual(['scratch']);
});

test('one clears up at a time; the lock of a process that is gone is taken over', async () => {
  await publish(keyOf(1));
  await store.close();
  await writeFile(inStore('gc.lock'), ownMark());
  const stored = await listStored(inStore());
  const deletions = stored.map((each) => ({stored: each, reason: 'unneeded', frees: 0}) as const);
  expect(await deleteStored(inStore(), deletions)).toMatchObject({
    ok: false,
    failure: {code: 'gc-under-way', blame: 'outside', what: 'Another process is clearing up this store.'},
  });
  await writeFile(inStore('gc.lock'), ownMark().replace(/-\d+$/, '-1'));
  expect(unwrap(await deleteStored(inStore(), deletions)).gone.length).toBe(1);
  expect((await readdir(inStore())).includes('gc.lock')).toBe(false);
});

test('beside a process that deletes all the time, what is found can be read to the end', async () => {
  const child = execa(process.execPath, [programs.clearUp, inStore()], {ipc: true});
  expect(await child.getOneMessage()).toBe('begins');
  for (let round = 0; round < 300; round++) {
    const key = keyOf(round % 10);
    const looked = await store.find(key);
    const folder = looked.found === 'whole' ? looked.artifact.folder : await publish(key);
    // It is used for a while.
    for (let read = 0; read < 5; read++) expect(await readFile(join(folder, 'out'), 'utf8')).toBe(key);
    if (round % 10 === 9) await store.close();
  }
  const gone = child.getOneMessage();
  await child.sendMessage('stop');
  expect(await gone).toBeGreaterThan(0);
  await child;
  expect(await readdir(inStore('tmp'))).toEqual([]);
});

test('what is cleared up is not offered for sharing any more', async () => {
  const large = 'x'.repeat(100_000);
  await publish(keyOf(1), large);
  await publish(keyOf(2), large);
  await store.find(keyOf(2));
  expect((await readFile(inStore('contents.jsonl'), 'utf8')).split('\n').length).toBe(3);
  await store.close();
  await mkdir(inStore('scratch', 'left'), {recursive: true});
  await clearUp();
  expect(await readFile(inStore('contents.jsonl'), 'utf8')).toBe('');
  expect(await readdir(inStore('scratch'))).toEqual([]);
});
