import {createHash} from 'node:crypto';
import {chmod, link, mkdir, readdir, readFile, rm, stat, symlink, utimes, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {execa} from 'execa';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import {openStore, type ArtifactStore} from '../../../src/runner/artifact-store.ts';
import type {Fingerprint} from '../../../src/runner/fingerprint.ts';
import {bundle} from '../../rig/bundle.ts';
import {makeWorkspace, unwrap, type Workspace} from '../../rig/workspace.ts';

let program = '';
let workspace: Workspace;
let store: ArtifactStore;
beforeAll(async () => {
  program = await bundle(new URL('../../rig/publish-once.ts', import.meta.url));
});
afterAll(() => rm(dirname(program), {recursive: true}));
beforeEach(async () => {
  workspace = await makeWorkspace();
  store = await workspace.store();
});
afterEach(() => workspace.remove());

const key = 'ab'.repeat(32);
const fingerprint: Fingerprint = {definition: 'a', params: {x: 1}, inputs: {}, code: {}};
const record = {stage: 'a', fingerprint, reports: [], seconds: 2, threads: 3};
const inStore = (...parts: readonly string[]) => join(workspace.folder, 'artifacts', ...parts);
const ofKey = (...parts: readonly string[]) => inStore('ab', key, ...parts);

async function publish(files: Readonly<Record<string, string>>, under = key) {
  const draft = unwrap(await store.begin(under));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(draft.out, path)), {recursive: true});
    await writeFile(join(draft.out, path), text);
  }
  return draft.publish(record);
}

const damage = async () => {
  const looked = await store.find(key);
  return looked.found === 'damaged' ? looked.why : looked.found;
};

describe('an artifact', () => {
  test('is nothing until it is published, and then whole', async () => {
    expect(await store.find(key)).toEqual({found: 'nothing'});
    const reports = [
      {type: 'fact', name: 'rows', value: 3},
      {type: 'metrics', step: 1, values: {loss: Number.NaN, acc: 0.5}},
    ] as const;
    const draft = unwrap(await store.begin(key));
    await writeFile(join(draft.out, 'a'), 'x');
    await writeFile(join(draft.scratch, 'checkpoint'), 'x');
    expect(await store.find(key)).toEqual({found: 'nothing'});
    const artifact = unwrap(await draft.publish({...record, reports}));
    expect(await (await workspace.store()).find(key)).toEqual({found: 'whole', artifact});
    expect(artifact).toMatchObject({key, reports, folder: ofKey('files'), made: {seconds: 2, threads: 3}});
    expect((await readdir(ofKey())).sort()).toEqual([
      'files',
      'fingerprint.json',
      'manifest.json',
      'reports.jsonl',
    ]);
    expect(JSON.parse(await readFile(ofKey('fingerprint.json'), 'utf8'))).toEqual(fingerprint);
    expect((await stat(ofKey('files/a'))).mode & 0o777).toBe(0o444);
    expect([await readdir(inStore('tmp')), await readdir(inStore('scratch'))]).toEqual([[], []]);
    expect(await readFile(inStore('CACHEDIR.TAG'), 'utf8')).toMatch(
      /^Signature: 8a477f597d28d172789f06886806bc55\n/,
    );
    expect(await readFile(inStore('.gitignore'), 'utf8')).toBe('*\n');
  });

  test('has the digest of its content, which is that of the same files elsewhere', async () => {
    const files = {'b/c': '2', a: '1'};
    const one = unwrap(await publish(files));
    const two = unwrap(await publish(files, 'cd'.repeat(32)));
    const three = unwrap(await publish({'b/c': '2', a: '3'}, 'ef'.repeat(32)));
    expect(two.digest).toBe(one.digest);
    expect(three.digest).not.toBe(one.digest);
    expect(unwrap(await store.digest(one.folder))).toBe(one.digest);
  });

  test('may be empty', async () => {
    expect(unwrap(await publish({})).digest).toMatch(/^[0-9a-f]{64}$/);
    expect((await store.find(key)).found).toBe('whole');
  });

  test('holds no links: what they point to may change', async () => {
    const draft = unwrap(await store.begin(key));
    await symlink('/etc/passwd', join(draft.out, 'link'));
    expect(await draft.publish(record)).toMatchObject({
      ok: false,
      failure: {
        code: 'artifact-not-plain',
        what: 'link is a symbolic link; an artifact holds files and folders only.',
      },
    });
    expect(await store.find(key)).toEqual({found: 'nothing'});
    expect(await readdir(inStore('tmp'))).toEqual([]);
  });

  test('is never what lies elsewhere: a link in the place of its folder is refused', async () => {
    await workspace.write('mine/file', 'mine');
    const draft = unwrap(await store.begin(key));
    await rm(draft.out, {recursive: true});
    await symlink(join(workspace.folder, 'mine'), draft.out);
    expect(await draft.publish(record)).toMatchObject({
      ok: false,
      failure: {what: 'Stage a left a symbolic link in the place of its output folder.'},
    });
    expect((await stat(join(workspace.folder, 'mine/file'))).mode & 0o200).toBe(0o200);
    const another = unwrap(await store.begin(key));
    await rm(another.out, {recursive: true});
    expect(await another.publish(record)).toMatchObject({
      ok: false,
      failure: {what: 'Stage a left nothing in the place of its output folder.'},
    });
  });

  test('has a content of its own, where a file of it is linked to one that may be written to', async () => {
    await workspace.write('mine', 'before');
    const mine = join(workspace.folder, 'mine');
    const draft = unwrap(await store.begin(key));
    await link(mine, join(draft.out, 'file'));
    const {folder} = unwrap(await draft.publish(record));
    await writeFile(mine, 'after');
    expect((await stat(mine)).mode & 0o200).toBe(0o200);
    expect(await readFile(join(folder, 'file'), 'utf8')).toBe('before');
    expect((await store.find(key)).found).toBe('whole');
  });

  test('that was thrown away leaves only its scratch folder', async () => {
    const draft = unwrap(await store.begin(key));
    await writeFile(join(draft.scratch, 'checkpoint'), '5');
    await draft.discard();
    expect([await readdir(inStore('tmp')), await readdir(inStore('scratch'))]).toEqual([[], [key]]);
    expect(await readFile(join(unwrap(await store.begin(key)).scratch, 'checkpoint'), 'utf8')).toBe('5');
  });
});

describe('damage is seen', () => {
  const damages: readonly (readonly [string, () => Promise<unknown>, string])[] = [
    ['a file is gone', () => rm(ofKey('files/a')), 'a is missing'],
    ['a file was added', () => writeFile(ofKey('files/more'), ''), 'more does not belong to it'],
    ['a file is longer', () => rewrite('files/a', 'longer'), 'a has another size'],
    ['a byte is flipped', () => rewrite('files/a', '2'), 'a has other content'],
    [
      'all files are gone',
      () => rm(ofKey('files'), {recursive: true}),
      'its files cannot be read (no such file or directory)',
    ],
    ['the manifest is cut', () => rewrite('manifest.json', '{"format":1,'), 'its manifest cannot be read'],
    [
      'the manifest is another',
      () => rewrite('manifest.json', '{"format":1,"key":"x"}'),
      'its manifest cannot be read',
    ],
    ['the reports are gone', () => rm(ofKey('reports.jsonl')), 'its reports cannot be read'],
    [
      'a link took a place',
      () => rm(ofKey('files/a')).then(() => symlink('/etc/passwd', ofKey('files/a'))),
      'a is a symbolic link',
    ],
    ['only the times differ', () => utimes(ofKey('files/a'), 1, 1), 'whole'],
  ];
  const rewrite = async (path: string, text: string) => {
    await chmod(ofKey(path), 0o644);
    await writeFile(ofKey(path), text);
  };

  test.each(damages)('when %s', async (_, harm, why) => {
    unwrap(await publish({a: '1', 'b/c': '3'}));
    await harm();
    expect((await damage()).replace(`${ofKey('files')}/`, '')).toBe(why);
    // And mended by making it again.
    unwrap(await publish({a: '1', 'b/c': '3'}));
    expect(await damage()).toBe('whole');
  });
});

test('a store that was copied is read once, and then known by its times again', async () => {
  unwrap(await publish({a: '1', 'b/c': '3'}));
  await utimes(ofKey('files/a'), 1, 1);
  const before = await readFile(ofKey('manifest.json'), 'utf8');
  expect(await damage()).toBe('whole');
  const after = await readFile(ofKey('manifest.json'), 'utf8');
  expect(after).not.toBe(before);
  expect(after).toContain('["a",1,1000,');
  expect(await damage()).toBe('whole');
  expect(await readFile(ofKey('manifest.json'), 'utf8')).toBe(after);
});

test('a manifest whose list of files is damaged is trusted as long as nothing needs the list', async () => {
  unwrap(await publish({a: '1'}));
  const text = await readFile(ofKey('manifest.json'), 'utf8');
  await writeFile(ofKey('manifest.json'), text.replace('["a"', '["a!'));
  expect(await damage()).toBe('whole');
  await utimes(ofKey('files/a'), 1, 1);
  expect(await damage()).toBe('its manifest cannot be read');
});

describe('two processes', () => {
  /** Starts one that is ready to publish. */
  const start = async (content: string) => {
    const child = execa(process.execPath, [program, inStore(), key, content], {ipc: true, reject: false});
    const {ready} = (await child.getOneMessage()) as {ready: string};
    return {child, scratch: ready};
  };

  test('that publish one key at once agree on one artifact', async () => {
    const children = await Promise.all(['one', 'two', 'three'].map((content) => start(content)));
    // Checkpoints of one are not written over by another.
    expect(new Set(children.map(({scratch}) => scratch)).size).toBe(3);
    const answers = await Promise.all(
      children.map(async ({child}) => {
        const answer = child.getOneMessage();
        await child.sendMessage('go');
        return answer as Promise<{ok: boolean; value: {digest: string}}>;
      }),
    );
    expect(answers.map(({ok}) => ok)).toEqual([true, true, true]);
    const found = await store.find(key);
    expect(new Set(answers.map(({value}) => value.digest))).toEqual(
      new Set([found.found === 'whole' ? found.artifact.digest : 'nothing']),
    );
    await Promise.all(children.map(({child}) => child));
    expect(await readdir(inStore('tmp'))).toEqual([]);
  });

  test('what one left that was killed is swept by the next, the living are left alone', async () => {
    const {child: killed} = await start('killed');
    const {child: alive} = await start('alive');
    await killed.sendMessage('die');
    expect((await killed).signal).toBe('SIGKILL');
    await mkdir(inStore('tmp', '00000000-1-2-aaaaaaaa'));
    await mkdir(inStore('tmp', 'what is this'));
    // The second to come to the key has a scratch folder of its own.
    expect((await readdir(inStore('tmp'))).length).toBe(5);
    const next = await workspace.store();
    expect(await next.find(key)).toEqual({found: 'nothing'});
    const left = await readdir(inStore('tmp'));
    expect(left.filter((name) => name.includes(`-${alive.pid ?? 0}-`)).length).toBe(2);
    expect(left.filter((name) => name.includes(`-${killed.pid ?? 0}-`)).length).toBe(0);
    // From another machine, or nobody's: only time tells.
    expect(left.length).toBe(4);
    unwrap(await openStore(inStore(), () => Date.now() + 8 * 24 * 3600 * 1000));
    expect((await readdir(inStore('tmp'))).length).toBe(2);
    await alive.sendMessage('go');
    await alive;
    expect((await store.find(key)).found).toBe('whole');
  });
});

describe('what the disk refuses is a failure with a next step', () => {
  test('a folder that cannot be made', async () => {
    await workspace.write('file', '');
    expect(await openStore(join(workspace.folder, 'file', 'artifacts'))).toMatchObject({
      ok: false,
      failure: {
        code: 'store-refused',
        blame: 'outside',
        what: 'Making the artifact store failed: the system said ENOTDIR.',
      },
    });
  });

  // A device file of the system that refuses every byte stands in for a full disk.
  test.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0)(
    'a full disk (needs root)',
    async () => {
      const small = join(workspace.folder, 'small');
      await mkdir(small);
      const mounted = await execa('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', small], {
        reject: false,
      });
      if (mounted.failed) return;
      try {
        const full = unwrap(await openStore(join(small, 'artifacts')));
        const draft = unwrap(await full.begin(key));
        await writeFile(join(draft.out, 'a'), 'x'.repeat(1000));
        await writeFile(join(small, 'ballast'), 'x'.repeat(300_000)).catch(() => undefined);
        expect(await draft.publish(record)).toMatchObject({
          ok: false,
          failure: {
            code: 'disk-full',
            blame: 'outside',
            what: 'Keeping the result failed: the disk is full.',
            todo: `Free some space on the disk of ${join(small, 'artifacts')}, then run again.`,
          },
        });
        expect(await full.find(key)).toEqual({found: 'nothing'});
        await rm(join(small, 'ballast'));
        const again = unwrap(await full.begin(key));
        unwrap(await again.publish(record));
        expect((await full.find(key)).found).toBe('whole');
        await full.close();
      } finally {
        await execa('umount', [small]);
      }
    },
  );
});

describe('what was made before', () => {
  test('is known by definition and by content, also where its index was deleted', async () => {
    const {digest} = unwrap(await publish({a: '1'}));
    unwrap(await publish({a: '1'}, 'cd'.repeat(32)));
    const both = [
      {key, stage: 'a', fingerprint, digest},
      {key: 'cd'.repeat(32), stage: 'a', fingerprint, digest},
    ];
    expect(await store.madeAs(digest)).toEqual(both);
    expect(await store.madeAs('another')).toEqual([]);
    expect(await store.earlier('a')).toEqual(both);
    expect(await store.earlier('b')).toEqual([]);
    await writeFile(inStore('fingerprints.jsonl'), '{"key":"torn', {flag: 'a'});
    expect(await (await workspace.store()).earlier('a')).toEqual(both);
    await rm(inStore('fingerprints.jsonl'));
    expect(await (await workspace.store()).earlier('a')).toEqual(both);
  });

  test('is known from the artifacts, the oldest first, where its index was deleted, also after the next was made', async () => {
    const keys = ['cd', 'ab', 'ef'].map((shelf) => shelf.repeat(32));
    const made = async () => (await (await workspace.store()).earlier('a')).map((each) => each.key);
    for (const [at, each] of keys.entries()) {
      await rm(inStore('fingerprints.jsonl'), {force: true});
      store = unwrap(await openStore(inStore(), () => at));
      unwrap(await publish({a: '1'}, each));
      expect(await made()).toEqual(keys.slice(0, at + 1));
    }
  });

  test('is written down before it is seen: a kill in between leaves no artifact that nothing tells of', async () => {
    // Nothing can be moved to where a file stands.
    await workspace.write('artifacts/ab', '');
    expect((await publish({a: '1'})).ok).toBe(false);
    expect(await store.earlier('a')).toMatchObject([{key, stage: 'a', fingerprint}]);
    await rm(inStore('ab'));
    unwrap(await publish({a: '1'}));
    expect((await store.find(key)).found).toBe('whole');
  });
});

describe('a digest of what lies outside', () => {
  test('is remembered, and seen through every change', async () => {
    const folder = join(workspace.folder, 'data');
    await workspace.write('data/a', '1');
    await workspace.write('data/b/c', '2');
    const old = new Date(Date.now() - 3_600_000);
    const before = unwrap(await store.digest(folder));
    await workspace.write('data/a', '3');
    await utimes(join(folder, 'a'), old, old);
    const changed = unwrap(await store.digest(folder));
    expect(changed).not.toBe(before);
    // Same size, same time: only the inode's own time tells.
    await workspace.write('data/a', '1');
    await utimes(join(folder, 'a'), old, old);
    expect(unwrap(await store.digest(folder))).toBe(before);
    await store.close();
    expect(unwrap(await (await workspace.store()).digest(folder))).toBe(before);
    await writeFile(inStore('stat-index.json'), '[["x"]');
    expect(unwrap(await (await workspace.store()).digest(folder))).toBe(before);
  });

  test('is taken once of what does not change', async () => {
    await workspace.write('data/a', '1');
    const later = () => Date.now() + 10_000;
    const one = unwrap(await openStore(inStore(), later));
    const digest = unwrap(await one.digest(join(workspace.folder, 'data/a')));
    await one.close();
    const rows: unknown = JSON.parse(await readFile(inStore('stat-index.json'), 'utf8'));
    expect(rows).toEqual([[join(workspace.folder, 'data/a'), expect.any(String), digest]]);
    // A planted answer shows that the file is not read again.
    await writeFile(inStore('stat-index.json'), JSON.stringify(rows).replace(digest, 'planted'));
    expect(unwrap(await (await workspace.store()).digest(join(workspace.folder, 'data/a')))).toBe('planted');
  });

  test('of a folder is taken once as a whole, and then of the files that changed', async () => {
    const folder = join(workspace.folder, 'data');
    await Promise.all(['a', 'b/c', 'b/d'].map((file) => workspace.write(`data/${file}`, file)));
    const later = () => Date.now() + 10_000;
    const one = unwrap(await openStore(inStore(), later));
    const digest = unwrap(await one.digest(folder));
    await one.close();
    const plant = async (index: string, from: string, to: string) => {
      const text = await readFile(inStore(index), 'utf8');
      expect(text).toContain(from);
      await writeFile(inStore(index), text.replace(from, to));
    };
    const again = async () => unwrap(await unwrap(await openStore(inStore(), later)).digest(folder));
    await plant('stat-index.json', digest, 'planted');
    expect(await again()).toBe('planted');
    await workspace.write('data/a', 'else');
    const changed = await again();
    expect(changed).not.toBe(digest);
    // What did not change is not read: a lie about it is believed.
    const ofC = createHash('sha256').update('b/c').digest('hex');
    await plant('stat-index-files.json', ofC, '0'.repeat(64));
    expect(await again()).not.toBe(changed);
  });

  test('of nothing says so', async () => {
    expect(await store.digest(join(workspace.folder, 'none'))).toMatchObject({
      ok: false,
      failure: {code: 'input-missing'},
    });
  });
});
