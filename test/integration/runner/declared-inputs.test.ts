import {mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {digestReads} from '../../../src/runner/declared-inputs.ts';
import {createDigester} from '../../../src/runner/digest-path.ts';

let workspace: string;
beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), 'epochal-inputs-'));
});
afterEach(() => rmSync(workspace, {recursive: true}));

const write = (path: string, text: string) => {
  const file = join(workspace, path);
  mkdirSync(join(file, '..'), {recursive: true});
  writeFileSync(file, text);
  // Of what was written a moment ago nothing is remembered.
  utimesSync(file, 1_700_000_000, 1_700_000_000);
};

/** As another run would find it, an hour later. */
const digests = async (path: string) => {
  const digester = createDigester(join(workspace, 'artifacts'), () => Date.now() + 3_600_000);
  const where = {file: join(workspace, 'pipeline.yaml'), line: 3, column: 12};
  const read = await digestReads([{path, where}], {workspace, env: {}, digest: digester.digest});
  mkdirSync(join(workspace, 'artifacts'), {recursive: true});
  await digester.save();
  return read;
};

test.each([3, 300])(
  'the digests of %i files behind a glob follow their contents and names',
  async (count) => {
    for (let each = 0; each < count; each++) write(`data/${each % 7}/${each}.txt`, `text ${each}`);
    write('data/other.csv', 'no text');
    const seen = [await digests('data/**/*.txt')];
    expect(seen[0]).toMatchObject({ok: true});
    expect(await digests('data/**/*.txt')).toEqual(seen[0]);
    write('data/other.csv', 'still no text');
    expect(await digests('data/**/*.txt')).toEqual(seen[0]);

    write('data/1/1.txt', 'text 1!');
    seen.push(await digests('data/**/*.txt'));
    renameSync(join(workspace, 'data/1/1.txt'), join(workspace, 'data/1/one.txt'));
    seen.push(await digests('data/**/*.txt'));
    rmSync(join(workspace, 'data/1/one.txt'));
    seen.push(await digests('data/**/*.txt'));
    expect(new Set(seen.map((each) => JSON.stringify(each))).size).toBe(4);

    write('data/1/1.txt', 'text 1');
    expect(await digests('data/**/*.txt')).toEqual(seen[0]);
  },
);

test('a few are listed one by one, many count as one', async () => {
  for (let each = 0; each < 201; each++) write(`data/${each}.txt`, `text ${each}`);
  const named = async (path: string) => {
    const read = await digests(path);
    return read.ok ? Object.keys(read.value) : read.failure;
  };
  expect(await named('data/1?.txt')).toEqual(Array.from({length: 10}, (_, digit) => `data/1${digit}.txt`));
  expect(await named('data/*.txt')).toEqual(['data/*.txt']);
});

test('a pattern that matches nothing is a fault with its place', async () => {
  expect(await digests('data/*.txt')).toMatchObject({
    ok: false,
    failure: {blame: 'user', where: {line: 3, column: 12}},
  });
});
