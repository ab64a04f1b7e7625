import {rmSync} from 'node:fs';
import {
  appendFile,
  chmod,
  copyFile,
  mkdir,
  open,
  readdir,
  readFile,
  rm,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {openStore, type ArtifactStore} from '../../../../src/runner/artifact-store.ts';
import {keyOf} from '../../../../src/runner/fingerprint.ts';
import {checkStore} from '../../../../src/runner/fsck/check-store.ts';
import {ownMark} from '../../../../src/runner/process-mark.ts';
import {makeWorkspace, unwrap, type Workspace} from '../../../rig/workspace.ts';

let workspace: Workspace;
let store: ArtifactStore;
beforeEach(async () => {
  workspace = await makeWorkspace();
  // Of what was written a moment ago no digest is remembered.
  store = unwrap(await openStore(inStore(), () => Date.now() + 10_000));
  await publish(first, {a: 'one', 'b/c': 'only here'});
  await publish(second, {z: 'one'});
  await workspace.write('data/x', '1');
  await workspace.write('data/y', '2');
  unwrap(await store.digest(join(workspace.folder, 'data')));
  await store.close();
});
afterEach(() => workspace.remove());

const fingerprintOf = (x: number) => ({definition: 'a', params: {x}, inputs: {}, code: {}});
const [first, second] = [1, 2].map((x) => keyOf(fingerprintOf(x))) as [string, string];
const inStore = (...parts: readonly string[]) => join(workspace.folder, 'artifacts', ...parts);
const ofFirst = (...parts: readonly string[]) => inStore(first.slice(0, 2), first, ...parts);

async function publish(key: string, files: Readonly<Record<string, string>>) {
  const draft = unwrap(await store.begin(key));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(draft.out, path)), {recursive: true});
    await writeFile(join(draft.out, path), text);
  }
  const fingerprint = fingerprintOf(key === first ? 1 : 2);
  unwrap(await draft.publish({stage: 'a', fingerprint, reports: [], seconds: 0, threads: 1}));
}

const found = async () =>
  (await checkStore(inStore())).findings.map(({place, kind, what}) => `${kind} ${place}: ${what}`);

async function repairAll(): Promise<readonly string[]> {
  const done: string[] = [];
  for (const {repair} of (await checkStore(inStore())).findings) {
    const result = await repair();
    done.push(result.repaired ? result.how : `not: ${result.why}`);
  }
  return done;
}

async function flip(file: string, at = 0): Promise<void> {
  await chmod(file, 0o644);
  const handle = await open(file, 'r+');
  const byte = Buffer.alloc(1);
  await handle.read(byte, 0, 1, at);
  byte.writeUInt8(byte.readUInt8(0) ^ 1);
  await handle.write(byte, 0, 1, at);
  await handle.close();
}

/** So that only content tells. */
async function flipUnseen(file: string): Promise<void> {
  const manifest = await readFile(ofFirst('manifest.json'), 'utf8');
  const [, time] = /\["b\/c",\d+,([\d.]+),/.exec(manifest) ?? [];
  await flip(file);
  await utimes(file, Number(time) / 1000, Number(time) / 1000);
}

test('a whole store is found so, and a store that is not there has nothing in it', async () => {
  expect(await checkStore(inStore())).toEqual({artifacts: 2, findings: []});
  expect(await checkStore(inStore('none'))).toEqual({artifacts: 0, findings: []});
});

describe('an artifact that is damaged is set aside', () => {
  const aside = 'set aside: the next run that needs it makes it again';
  const damages: readonly (readonly [string, () => Promise<unknown>, string])[] = [
    ['a byte is flipped', () => flip(ofFirst('files/b/c')), 'b/c has other content'],
    [
      'a byte is flipped and the time set back',
      () => flipUnseen(ofFirst('files/b/c')),
      'b/c has other content',
    ],
    ['a file is missing', () => rm(ofFirst('files/b/c')), 'b/c is missing'],
    ['a file is cut short', () => truncate(ofFirst('files/b/c'), 3), 'b/c has another size'],
    [
      'several things are wrong',
      () => flip(ofFirst('files/a')).then(() => rm(ofFirst('files/b/c'))),
      'a has other content, b/c is missing',
    ],
    [
      'all files are gone',
      () => rm(ofFirst('files'), {recursive: true}),
      'its files cannot be read (no such file or directory)',
    ],
    [
      'the manifest is cut short',
      () => truncate(ofFirst('manifest.json'), 300),
      'its manifest cannot be read',
    ],
    [
      'a byte of the list in the manifest is flipped',
      () =>
        readFile(ofFirst('manifest.json')).then((bytes) => flip(ofFirst('manifest.json'), bytes.length - 5)),
      'the list of files in its manifest is damaged',
    ],
    [
      'the fingerprint is another',
      () => flip(ofFirst('fingerprint.json'), 19),
      'its fingerprint is that of another key',
    ],
    [
      'the fingerprint is cut short',
      () => truncate(ofFirst('fingerprint.json'), 9),
      'its fingerprint cannot be read',
    ],
    ['the reports are gone', () => rm(ofFirst('reports.jsonl')), 'its reports cannot be read'],
  ];

  test.each(damages)('when %s', async (_, harm, what) => {
    await harm();
    const place = what.includes('manifest cannot') ? 'artifact' : 'a';
    expect(await found()).toEqual([`damage ${place} ${first.slice(0, 8)}: ${what}`]);
    expect(await repairAll()).toEqual([aside]);
    expect(await found()).toEqual([]);
    expect((await readdir(inStore('damaged'))).map((name) => name.slice(0, 64))).toEqual([first]);
    // And made again by the next run.
    const next = await workspace.store();
    expect((await next.find(first)).found).toBe('nothing');
    await publish(first, {a: 'one', 'b/c': 'only here'});
    expect((await next.find(first)).found).toBe('whole');
    await next.close();
  });

  test('but not while a process that is running uses it', async () => {
    const next = await workspace.store();
    expect((await next.find(first)).found).toBe('whole');
    await rm(ofFirst('files/b/c'));
    expect(await repairAll()).toEqual(['not: a process that is running uses it']);
    await next.close();
    expect(await repairAll()).toEqual([aside]);
  });
});

describe('what can be mended is', () => {
  test('a file that another artifact has too', async () => {
    await flip(ofFirst('files/a'));
    expect(await found()).toEqual([`damage a ${first.slice(0, 8)}: a has other content`]);
    expect(await repairAll()).toEqual(['mended with an equal file of another artifact']);
    expect(await found()).toEqual([]);
    expect(await readFile(ofFirst('files/a'), 'utf8')).toBe('one');
    const next = await workspace.store();
    expect((await next.find(first)).found).toBe('whole');
    await next.close();
  });

  test('what does not belong is moved away', async () => {
    await writeFile(ofFirst('files/.DS_Store'), '');
    await symlink('/etc/passwd', ofFirst('files/link'));
    expect(await found()).toEqual([
      `damage a ${first.slice(0, 8)}: link is a symbolic link, .DS_Store does not belong to it`,
    ]);
    expect(await repairAll()).toEqual(['moved away']);
    expect(await found()).toEqual([]);
    expect((await readdir(inStore('damaged'))).length).toBe(2);
  });

  test('what was kept for a longer stage goes, the result stays', async () => {
    const key = keyOf(fingerprintOf(3));
    const draft = unwrap(await store.begin(key, {keepsState: true}));
    await writeFile(join(draft.out, 'a'), 'one');
    await writeFile(join(draft.state ?? '', 'weights'), 'state');
    const record = {run: 'r', stage: 'a', fingerprint: fingerprintOf(3), reports: [], seconds: 0, threads: 1};
    unwrap(await draft.publish(record));
    await store.close();
    expect(await found()).toEqual([]);
    await flip(inStore(key.slice(0, 2), key, 'state/weights'));
    expect(await found()).toEqual([
      `damage a ${key.slice(0, 8)}: what it keeps for a longer stage to go on from is damaged, the result itself is whole`,
    ]);
    expect(await repairAll()).toEqual(['removed: a longer stage begins at its beginning']);
    expect(await found()).toEqual([]);
    expect((await store.find(key)).found).toBe('whole');
    await store.close();
  });

  test('times', async () => {
    await utimes(ofFirst('files/a'), 1, 1);
    expect(await found()).toEqual([
      `leftover a ${first.slice(0, 8)}: its content is right, but its files have other times than noted, as after a copy`,
    ]);
    expect(await repairAll()).toEqual(['noted']);
    expect(await found()).toEqual([]);
  });
});

describe('an index that lies', () => {
  test('of files outside', async () => {
    const index = inStore('stat-index.json');
    const digest = unwrap(await store.digest(join(workspace.folder, 'data')));
    await store.close();
    await writeFile(index, (await readFile(index, 'utf8')).replace(digest, '0'.repeat(64)));
    expect(await found()).toEqual([
      `damage stat-index.json: it says what is not so of ${join(workspace.folder, 'data')}`,
    ]);
    expect(await repairAll()).toEqual(['removed: those are read again']);
    expect(await found()).toEqual([]);
    expect(unwrap(await (await workspace.store()).digest(join(workspace.folder, 'data')))).toBe(digest);
  });

  test('of single files, or that cannot be read', async () => {
    const [whole, single] = [inStore('stat-index.json'), inStore('stat-index-files.json')];
    const text = await readFile(single, 'utf8');
    await writeFile(single, text.replaceAll(/[0-9a-f]{64}/g, '0'.repeat(64)));
    await writeFile(whole, '[[');
    expect(await found()).toEqual([
      'damage stat-index.json: it cannot be read',
      `damage stat-index-files.json: it says what is not so of ${join(workspace.folder, 'data/x')} and 1 more`,
    ]);
    expect(await repairAll()).toEqual(['removed: files are read again', 'removed: those are read again']);
    expect(await found()).toEqual([]);
  });

  test('what changed since is no lie', async () => {
    await workspace.write('data/x', 'else');
    await rm(join(workspace.folder, 'data/y'));
    expect(await found()).toEqual([]);
  });

  test('of fingerprints', async () => {
    const index = inStore('fingerprints.jsonl');
    const [line = ''] = (await readFile(index, 'utf8')).split('\n');
    await writeFile(index, `${line.replace('"x":1', '"x":3')}\n{"key":"torn`);
    expect(await found()).toEqual([
      "damage fingerprints.jsonl: 1 line has another key than their fingerprint's, 1 line cannot be read, 2 artifacts are missing",
    ]);
    expect(await repairAll()).toEqual(['written anew']);
    expect(await found()).toEqual([]);
    const earlier = await (await workspace.store()).earlier('a');
    expect(earlier.map(({key}) => key).sort()).toEqual([first, second].sort());
  });

  test('of contents', async () => {
    await appendFile(inStore('contents.jsonl'), `${JSON.stringify(['0'.repeat(64), first, 'a'])}\n`);
    expect(await found()).toEqual(['leftover contents.jsonl: it names a file that no artifact has']);
    expect(await repairAll()).toEqual(['removed from it']);
    expect(await found()).toEqual([]);
  });
});

test('what lies about is removed, if nobody may want it', async () => {
  const dead = `${ownMark().replace(/-\d+$/, '-1')}-aaaaaaaa`;
  for (const folder of [
    `tmp/${dead}`,
    `tmp/${ownMark()}-bbbbbbbb`,
    'tmp/00000000-1-2-cccccccc',
    'tmp/what is this',
    `scratch/${first}`,
    `scratch/${'0'.repeat(64)}`,
    'ab/cd',
  ])
    await mkdir(inStore(folder), {recursive: true});
  await mkdir(inStore('in-use'), {recursive: true});
  await writeFile(inStore('in-use', dead), first);
  await writeFile(inStore('gc.lock'), dead);
  await mkdir(inStore('claims'), {recursive: true});
  await writeFile(inStore('claims', `${second}-${dead}`), '');
  await copyFile(inStore('gc.lock'), inStore('mine.txt'));
  const gone = 'left by a process that is gone';
  const left = [
    `leftover tmp/00000000-1-2-cccccccc: of a process of another machine`,
    `leftover tmp/${dead}: ${gone}`,
    'leftover tmp/what is this: of no process of ours',
    `leftover in-use/${dead}: ${gone}`,
    `leftover claims/${second}-${dead}: ${gone}`,
    `leftover scratch/${first}: of a stage that has its result`,
    `leftover gc.lock: ${gone}`,
    'leftover mine.txt: does not belong to the store',
    'leftover ab/cd: does not belong to the store',
  ];
  expect((await found()).toSorted()).toEqual(left.toSorted());
  await repairAll();
  expect((await found()).toSorted()).toEqual(left.filter((line) => /machine|belong/.test(line)).toSorted());
});

describe('beside another process', () => {
  test('what is deleted while the store is read is not damaged', async () => {
    const [, last = ''] = [first, second].sort();
    const checking = checkStore(inStore());
    rmSync(inStore(last.slice(0, 2), last), {recursive: true});
    expect((await checking).findings).toEqual([]);
  });

  test('what was made again since is not set aside for what was there before', async () => {
    await truncate(ofFirst('files', 'b/c'), 1);
    const {findings} = await checkStore(inStore());
    expect(findings).toHaveLength(1);
    await rm(ofFirst(), {recursive: true});
    await publish(first, {a: 'one', 'b/c': 'only here'});
    await store.close();
    expect(await findings[0]?.repair()).toEqual({
      repaired: true,
      how: 'deleted or replaced by another process meanwhile',
    });
    expect((await store.find(first)).found).toBe('whole');
    await store.close();
  });
});
