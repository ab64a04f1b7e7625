import {chmod, mkdir, readFile, rm, stat, truncate, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import type {ArtifactStore} from '../../../src/runner/artifact-store.ts';
import {shareFile, shareOrCopy} from '../../../src/runner/share-file.ts';
import {makeWorkspace, unwrap, type Workspace} from '../../rig/workspace.ts';

let workspace: Workspace;
let store: ArtifactStore;
/** Whether files that share their content here are links: on a disk that clones, nothing tells but the room left. */
let links = false;
beforeEach(async () => {
  workspace = await makeWorkspace();
  store = await workspace.store();
  await workspace.write('probe', 'x');
  await chmod(join(workspace.folder, 'probe'), 0o444);
  shareFile(join(workspace.folder, 'probe'), join(workspace.folder, 'probe 2'));
  links = (await stat(join(workspace.folder, 'probe'))).nlink === 2;
});
afterEach(() => workspace.remove());

const large = 'large '.repeat(20_000);
const fingerprint = {definition: 'a', params: {}, inputs: {}, code: {}};

async function publish(key: string, files: Readonly<Record<string, string>>): Promise<string> {
  const draft = unwrap(await store.begin(key));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(draft.out, path)), {recursive: true});
    await writeFile(join(draft.out, path), text);
  }
  const record = {stage: 'a', fingerprint, reports: [], seconds: 0, threads: 1};
  return unwrap(await draft.publish(record)).folder;
}

const [a, b, c] = ['a', 'b', 'c'].map((letter) => letter.repeat(64)) as [string, string, string];
const found = async (key: string) => (await store.find(key)).found;
const inode = async (file: string) => (await stat(file)).ino;

test('equal large files of artifacts take their room once, and live on when one artifact is gone', async () => {
  const one = await publish(a, {'deep/x': large, y: 'small'});
  const two = await publish(b, {z: large, y: 'small'});
  expect((await inode(join(one, 'deep/x'))) === (await inode(join(two, 'z')))).toBe(links);
  expect(await inode(join(one, 'y'))).not.toBe(await inode(join(two, 'y')));
  expect([await found(a), await found(b)]).toEqual(['whole', 'whole']);
  // In a process that has to read where things lie.
  store = await workspace.store();
  const three = await publish(c, {w: large});
  expect((await inode(join(one, 'deep/x'))) === (await inode(join(three, 'w')))).toBe(links);
  await rm(dirname(one), {recursive: true});
  expect([await found(a), await found(b), await found(c)]).toEqual(['nothing', 'whole', 'whole']);
  expect(await readFile(join(two, 'z'), 'utf8')).toBe(large);
  expect((await stat(join(two, 'z'))).mode & 0o222).toBe(0);
});

test('what is damaged, gone or a lie is not shared', async () => {
  const one = await publish(a, {x: large});
  await chmod(join(one, 'x'), 0o644);
  await writeFile(join(one, 'x'), large.replace('large', 'LARGE'));
  const two = await publish(b, {x: large});
  expect(await readFile(join(two, 'x'), 'utf8')).toBe(large);
  await rm(join(two, 'x'));
  const three = await publish(c, {x: large});
  expect(await readFile(join(three, 'x'), 'utf8')).toBe(large);
  expect(await found(c)).toBe('whole');
});

test('a file that may be written to is copied, never linked', async () => {
  await workspace.write('mine', large);
  const [from, to] = [join(workspace.folder, 'mine'), join(workspace.folder, 'copy')];
  shareOrCopy(from, to);
  await truncate(from, 1);
  expect(await readFile(to, 'utf8')).toBe(large);
});
