import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {unpack, usualLimits, type Unpacking} from '../../../../src/stages/download/unpack.ts';
import {filesIn} from '../../../rig/download-work.ts';
import {bomb, patched, renamed, zipOf} from '../../../rig/zip.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'epochal-unpack-'));
});
afterEach(() => rm(folder, {recursive: true, force: true}));

async function unpacked(archive: Buffer, options: Partial<Unpacking> = {}) {
  const file = join(folder, 'a.zip');
  await writeFile(file, archive);
  const result = await unpack({
    archive: file,
    name: 'a.zip',
    into: join(folder, 'out'),
    limits: {...usualLimits, bytes: 64 * 2 ** 20},
    signal: new AbortController().signal,
    ...options,
  });
  const left = await filesIn(join(folder, 'out')).catch(() => ({}));
  return {result, left};
}

/** What a refusal says, and that it left nothing behind. */
async function refusal(archive: Buffer, options: Partial<Unpacking> = {}): Promise<string> {
  const {result, left} = await unpacked(archive, options);
  expect(left).toEqual({});
  return result.ok ? 'unpacked' : `${result.failure.code}: ${result.failure.what}`;
}

describe('unpack', () => {
  it('writes the files of a sound archive and leaves out the clutter', async () => {
    const seen: [number, number][] = [];
    const {result, left} = await unpacked(
      await zipOf({
        'train.csv': 'label\n1\n',
        'é/test.csv': '',
        '__MACOSX/._train.csv': 'x',
        '.DS_Store': 'x',
      }),
      {onProgress: (done, total) => seen.push([done, total])},
    );
    expect(left).toEqual({'train.csv': 'label\n1\n', 'é/test.csv': ''});
    expect(result).toEqual({
      ok: true,
      value: [
        {
          path: 'train.csv',
          bytes: 8,
          sha256: 'eba41668a024637819967d76cc48db88c26ee339e61748302c4afa00b44f881b',
        },
        {
          path: 'é/test.csv',
          bytes: 0,
          sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
        },
      ],
    });
    expect(seen).toEqual([[8, 8]]);
  });

  it('reads stored entries as well as deflated ones', async () => {
    const {left} = await unpacked(await zipOf({'train.csv': 'label\n1\n'}, {compress: false}));
    expect(left).toEqual({'train.csv': 'label\n1\n'});
  });

  it.each([
    ['../a.csv', 'leads out of the folder (..)'],
    ['b/../..', 'leads out of the folder (..)'],
    ['..\\a.csv', 'leads out of the folder (..)'],
    ['/etc/a.c', 'has an absolute path'],
    ['C:/a.csv', 'names a drive'],
    ['C:\\a.csv', 'names a drive'],
    ['\\\\srv\\a.c', 'has an absolute path'],
    ['b//a.csv', 'has an empty step in its path'],
    ['b/./a.csv', 'has an empty step in its path'],
    ['b/a\u0000.csv', 'has control characters in its name'],
  ])('refuses the name %j', async (name, reason) => {
    const plain = 'x'.repeat(name.length);
    const archive = renamed(await zipOf({'good.csv': '1', [plain]: '2'}), plain, name);
    expect(await refusal(archive)).toBe(
      `archive-unsafe: a.zip was not unpacked: its entry ${JSON.stringify(name)} ${reason}.`,
    );
  });

  it.each([
    ['twice', 'a.csv', 'b.csv', 'a.csv'],
    ['in capitals', 'a.csv', 'b.csv', 'A.CSV'],
    ['and as a folder', 'a', 'b/c', 'a/c'],
  ])('refuses a name that stands there %s', async (_, first, second, name) => {
    const archive = renamed(await zipOf({[first]: '1', [second]: '2'}), second, name);
    expect(await refusal(archive)).toBe(
      `archive-unsafe: a.zip was not unpacked: its entry ${JSON.stringify(name)} has the name of another entry.`,
    );
  });

  it('refuses links and devices', async () => {
    expect(await refusal(await zipOf({link: '/etc/passwd'}, {mode: 0o120777}))).toBe(
      'archive-unsafe: a.zip was not unpacked: its entry "link" is a symbolic link.',
    );
    expect(await refusal(await zipOf({disk: ''}, {mode: 0o060644}))).toBe(
      'archive-unsafe: a.zip was not unpacked: its entry "disk" is neither a file nor a folder.',
    );
  });

  it('refuses what it cannot read', async () => {
    const archive = await zipOf({'a.csv': '1'});
    expect(await refusal(patched(archive, 'flags', 1))).toBe(
      'archive-encrypted: a.zip was not unpacked: its entry "a.csv" is encrypted.',
    );
    expect(await refusal(patched(archive, 'method', 14))).toBe(
      'archive-method-unknown: a.zip was not unpacked: its entry "a.csv" is compressed by method 14, and only stored (0) and deflated (8) entries can be read.',
    );
  });

  it('refuses more bytes than allowed, in one entry or many', async () => {
    const limits = {...usualLimits, bytes: 2 ** 20};
    expect(await refusal(await bomb(2 ** 20 + 1), {limits})).toBe(
      'archive-too-large: a.zip was not unpacked: it unpacks to more than 1 MB.',
    );
    const half = Buffer.alloc(2 ** 19 + 1);
    expect(await refusal(await zipOf({'a.csv': half, 'b.csv': half}), {limits})).toBe(
      'archive-too-large: a.zip was not unpacked: it unpacks to more than 1 MB.',
    );
  });

  it('measures what it unpacks, whatever the archive says of itself', async () => {
    const lying = patched(await bomb(2 ** 20), 'size', 10);
    expect(await refusal(lying)).toBe(
      'archive-too-large: a.zip was not unpacked: it holds more of zeros.csv than it states.',
    );
  });

  it('refuses too many entries, and entries that are all air', async () => {
    const two = await zipOf({'a.csv': '', 'b.csv': ''});
    expect(await refusal(two, {limits: {bytes: 100, entries: 1, ratio: 400}})).toBe(
      'archive-too-large: a.zip was not unpacked: it holds more than 1 entries.',
    );
    expect(await refusal(await bomb(2 ** 25))).toBe(
      'archive-too-large: a.zip was not unpacked: it packs more than 400 bytes of zeros.csv into one.',
    );
  });

  it('notices every kind of breakage', async () => {
    const archive = await zipOf({'a.csv': 'label\n1\n2\n3\n'}, {compress: false});
    expect(await refusal(archive.subarray(0, archive.length - 10))).toBe(
      'archive-broken: a.zip is not a whole zip archive: its end is missing.',
    );
    expect(await refusal(Buffer.from('<html>Not found</html>'))).toBe(
      'archive-broken: a.zip is not a whole zip archive: its end is missing.',
    );
    expect(await refusal(Buffer.alloc(0))).toBe(
      'archive-broken: a.zip is not a whole zip archive: its end is missing.',
    );
    const damaged = Buffer.from(archive);
    damaged.write('9', damaged.indexOf('1\n2\n'));
    expect(await refusal(damaged)).toBe(
      'archive-broken: a.zip is not a whole zip archive: the checksum of a.csv is not the one stated.',
    );
    const deflated = await zipOf({'a.csv': 'label\n'.repeat(100)});
    expect(await refusal(patched(deflated, 'size', 10_000))).toBe(
      'archive-broken: a.zip is not a whole zip archive: a.csv is shorter than stated.',
    );
  });

  it('removes what it wrote when a later entry is bad', async () => {
    const archive = await zipOf({'good.csv': 'fine', 'bad.csv': 'label\n'}, {compress: false});
    archive.write('L', archive.lastIndexOf('label\n'));
    expect(await refusal(archive)).toBe(
      'archive-broken: a.zip is not a whole zip archive: the checksum of bad.csv is not the one stated.',
    );
  });

  it('stops when it is cancelled', async () => {
    const cancel = new AbortController();
    const archive = await zipOf({'a.csv': Buffer.alloc(2 ** 20)});
    expect(await refusal(archive, {signal: cancel.signal, onProgress: () => cancel.abort()})).toBe(
      'cancelled: The download was cancelled.',
    );
  });
});
