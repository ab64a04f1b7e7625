import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {codeOf} from '../../../scripts/code-digests.mjs';
import {readCodeDigests} from '../../../src/runner/code-digests.ts';
import {changedFiles, readCodeFiles} from '../../../src/runner/code-files.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'epochal-code-'));
  for (const [path, text] of Object.entries(files)) await write(path, text);
});
afterEach(() => rm(folder, {recursive: true}));

const files = {
  'stages/train.ts': `import {fit} from '../ml/fit.ts';\nimport type {Shape} from '../ml/shape.ts';\nimport {models} from '../ml/models/index.ts';\nexport const train = async (n: number) => [fit(n), models, await import('../ml/lazy.ts')];\n`,
  'stages/index.ts': `import {train} from './train.ts';\nexport const all = [train];\n`,
  'ml/fit.ts': `export const fit = (n: number): number => n + 1;\n`,
  'ml/lazy.ts': `export const lazy = 1;\n`,
  'ml/shape.ts': `export interface Shape { readonly n: number }\n`,
  'ml/models/index.ts': `import {cnn} from './cnn.ts';\nexport const models = [cnn];\n`,
  'ml/models/cnn.ts': `import {layer} from './layer.ts';\nexport const cnn = layer;\n`,
  'ml/models/layer.ts': `export const layer = 3;\n`,
};

async function write(path: string, text: string) {
  await mkdir(dirname(join(folder, path)), {recursive: true});
  await writeFile(join(folder, path), text);
}

/** The modules whose digests a change of one file changes. */
async function changedBy(path: string, text: string): Promise<readonly string[]> {
  const before = (await codeOf(folder)).digests;
  await write(path, text);
  const after = (await codeOf(folder)).digests;
  return Object.keys(after).filter((module) => after[module] !== before[module]);
}

describe('the digest of a stage', () => {
  test('is there for every stage, and all it can load by name', async () => {
    expect(Object.keys((await codeOf(folder)).digests)).toEqual([
      'ml/fit',
      'ml/lazy',
      'ml/models/cnn',
      'ml/models/layer',
      'ml/shape',
      'stages/train',
    ]);
  });

  test('does not change with comments, formatting and types', async () => {
    const fit = `/*! @license */\n// adds one\nexport const fit =\n  (n: number | 3): number => {\n  return n + 1 }\n`;
    expect(await changedBy('ml/fit.ts', files['ml/fit.ts'].replace('=> n', '=> /* one */\n  n'))).toEqual([]);
    expect(await changedBy('ml/fit.ts', fit.replace('{\n  return n + 1 }', 'n + 1;'))).toEqual([]);
    expect(await changedBy('ml/shape.ts', 'export interface Shape { readonly other: string }\n')).toEqual([]);
  });

  test('changes with what it reaches, loaded at once or later', async () => {
    expect(await changedBy('ml/fit.ts', 'export const fit = (n: number) => n + 2;\n')).toEqual([
      'ml/fit',
      'stages/train',
    ]);
    expect(await changedBy('ml/lazy.ts', 'export const lazy = 2;\n')).toEqual(['ml/lazy', 'stages/train']);
  });

  test('does not change with what a registry lists: that is loaded by name', async () => {
    await write('ml/models/mlp.ts', 'export const mlp = 1;\n');
    const index = `import {cnn} from './cnn.ts';\nimport {mlp} from './mlp.ts';\nexport const models = [cnn, mlp];\n`;
    expect(await changedBy('ml/models/index.ts', index)).toEqual([]);
    expect(await changedBy('ml/models/layer.ts', 'export const layer = 4;\n')).toEqual([
      'ml/models/cnn',
      'ml/models/layer',
    ]);
  });
});

test('a digest can be told by the files behind it', async () => {
  const before = await codeOf(folder);
  await write('ml/fit.ts', 'export const fit = (n: number) => n + 2;\n');
  await write('stages/train.ts', files['stages/train.ts'].replace(/await import.*/, '2];\n'));
  const after = await codeOf(folder);
  const file = join(folder, 'code-files.json');
  const filesOf = async ({digests, behind}: typeof after) => {
    await writeFile(file, JSON.stringify(behind));
    const found = await readCodeFiles(file)(digests['stages/train'] ?? '');
    if (found === undefined) throw new Error('Nothing is known of the files of train.');
    return found;
  };
  expect(changedFiles(await filesOf(before), await filesOf(after))).toEqual([
    {file: 'ml/fit.ts', change: 'changed'},
    {file: 'stages/train.ts', change: 'changed'},
    {file: 'ml/lazy.ts', change: 'gone'},
  ]);
  expect(await readCodeFiles(file)('another')).toBeUndefined();
  expect(await readCodeFiles(join(folder, 'nowhere.json'))('any')).toBeUndefined();
});

test('a build without digests is told to be made again', async () => {
  const file = join(folder, 'code-digests.json');
  const missing = {
    ok: false,
    failure: {code: 'build-incomplete', todo: 'Build with `npm run build`, or install the package again.'},
  };
  expect(await readCodeDigests(file)).toMatchObject(missing);
  await writeFile(file, '{"a": 1}');
  expect(await readCodeDigests(file)).toMatchObject(missing);
  await writeFile(file, '{"a": "b"}');
  expect(await readCodeDigests(file)).toEqual({ok: true, value: {a: 'b'}});
});
