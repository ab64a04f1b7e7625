import {readdir, rm, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {execa} from 'execa';
import {afterAll, afterEach, beforeAll, beforeEach, expect, test} from 'vitest';
import {underLock} from '../../../../src/runner/gc/under-lock.ts';
import {ownMark} from '../../../../src/runner/process-mark.ts';
import {bundle} from '../../../rig/bundle.ts';
import {makeWorkspace, type Workspace} from '../../../rig/workspace.ts';

let program = '';
let workspace: Workspace;
beforeAll(async () => {
  program = await bundle(new URL('../../../rig/take-over-lock.ts', import.meta.url));
});
afterAll(() => rm(dirname(program), {recursive: true}));
beforeEach(async () => {
  workspace = await makeWorkspace({'artifacts/gc.lock': ownMark().replace(/-\d+$/, '-1')});
});
afterEach(() => workspace.remove());

const store = () => join(workspace.folder, 'artifacts');
const go = () => join(workspace.folder, 'go');
const start = (...args: readonly string[]) => execa(program, args, {node: true, ipc: true, reject: false});
const take = (): string => {
  const done = underLock(store(), () => 'taken');
  return done.ok ? done.value : done.failure.code;
};

test('of two that find a lock whose process is gone, one takes it over', async () => {
  const slow = start(store(), go());
  expect(await slow.getOneMessage()).toBe('removing');
  expect(take()).toBe('gc-under-way');
  const end = slow.getOneMessage();
  await writeFile(go(), '');
  expect(await end).toBe('taken');
  await slow;
  expect(take()).toBe('taken');
  expect(await readdir(store())).toEqual([]);
});

test('one that is killed while it takes over is taken over from', async () => {
  const slow = start(store(), go());
  expect(await slow.getOneMessage()).toBe('removing');
  slow.kill('SIGKILL');
  await slow;
  expect(take()).toBe('taken');
  expect(await readdir(store())).toEqual([]);
});

test('many at once take turns, or are refused', async () => {
  const ends = await Promise.all(
    Array.from({length: 6}, async () => {
      const process = start(store());
      const said = await process.getOneMessage();
      await process;
      return said;
    }),
  );
  expect(new Set(ends).has('taken')).toBe(true);
  expect(ends.every((end) => end === 'taken' || end === 'gc-under-way')).toBe(true);
  expect(await readdir(store())).toEqual([]);
});
