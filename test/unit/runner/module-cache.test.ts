import {createHash} from 'node:crypto';
import {mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {openModuleCache} from '../../../src/runner/module/module-cache.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'epochal-module-cache-'));
});
afterEach(() => rmSync(folder, {recursive: true}));

const described = {params: {}, inputs: {}} as never;
const found = {bundle: 'b.mjs', files: {'/m.ts': 'd'}, packages: [], stamps: {}, description: described};

test('what cannot be kept is compiled anew, or told, and leaves no part of a file', async () => {
  const cache = openModuleCache(folder, '1');
  // Folders stand where the files would.
  mkdirSync(join(folder, `${createHash('sha256').update('/m.ts').digest('hex').slice(0, 32)}.json`));
  mkdirSync(join(folder, `${'d'.repeat(32)}.files.json`));
  const before = readdirSync(folder);
  await cache.keep('/m.ts', found);
  await cache.keepFiles('d'.repeat(64), {'/m.ts': 'd'});
  expect([cache.find('/m.ts'), cache.filesOf('d'.repeat(64))]).toEqual([undefined, undefined]);
  expect(readdirSync(folder)).toEqual(before);

  const file = join(folder, 'file');
  writeFileSync(file, '');
  expect(await openModuleCache(join(file, 'modules'), '1').keepBundle('text')).toEqual({
    ok: false,
    failure: {
      code: 'store-refused',
      blame: 'outside',
      what: 'Keeping a compiled module failed: the system said ENOTDIR.',
      where: {file: join(file, 'modules')},
      todo: `Look at ${join(file, 'modules')}, then run again.`,
      facts: {doing: 'Keeping a compiled module', folder: join(file, 'modules'), code: 'ENOTDIR'},
    },
  });
});
