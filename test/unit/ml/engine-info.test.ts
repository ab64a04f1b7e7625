import {appendFile, mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {availableParallelism, tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {engineInfo} from '../../../src/ml/engine-info.ts';

/** A package as an install leaves it. */
let root: string;
const engine = (path: string) => join(root, 'node_modules/.engine', path);
const info = (asked?: string) =>
  engineInfo({env: {EPOCHAL_ENGINE: asked}, from: pathToFileURL(join(root, 'dist/cli.js')).href});

const write = async (path: string, contents: string) => {
  await mkdir(dirname(path), {recursive: true});
  await writeFile(path, contents);
};

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'engine-info-'));
  await write(join(root, 'package.json'), '{"name": "epochal"}');
  await write(join(root, 'node_modules/@tensorflow/tfjs-backend-wasm/package.json'), '{"version": "4.22.0"}');
  const files = ['lib/napi-v8/tfjs_binding.node', 'deps/lib/libtensorflow_cc.so.2'];
  for (const path of files) await write(engine(path), 'bytes');
  await write(
    engine('engine.json'),
    JSON.stringify({
      tensorflow: '2.15.1',
      binding: 'tfjs-node 4.22.0',
      files: files.map((path) => ({path, size: 5, sha256: ''})),
    }),
  );
});

afterEach(() => rm(root, {recursive: true}));

const tensorflow = {
  ok: true,
  value: {
    name: 'tensorflow',
    version: '2.15.1',
    binding: 'tfjs-node 4.22.0',
    threads: availableParallelism(),
  },
};
const wasm = {
  ok: true,
  value: {name: 'wasm', version: '4.22.0', binding: 'tfjs-backend-wasm 4.22.0', threads: 1},
};
const todo = () => `Run "node ${join(root, 'scripts/postinstall.mjs')}", or set EPOCHAL_ENGINE=wasm.`;

test('names TensorFlow where it is installed', () => {
  expect(info()).toEqual(tensorflow);
  expect(info('')).toEqual(tensorflow);
  expect(info('tensorflow')).toEqual(tensorflow);
});

test('names wasm where that is asked for', () => {
  expect(info('wasm')).toEqual(wasm);
});

test('names wasm where TensorFlow is not installed, unless TensorFlow was asked for', async () => {
  await rm(engine(''), {recursive: true});

  expect(info()).toEqual(wasm);
  expect(info('tensorflow')).toEqual({
    ok: false,
    failure: {
      code: 'engine-missing',
      blame: 'outside',
      what: 'Native TensorFlow is not installed.',
      todo: todo(),
    },
  });
});

test.each([
  ['a file that is gone', 'deps/lib/libtensorflow_cc.so.2', (path: string) => rm(path)],
  ['a file of another size', 'lib/napi-v8/tfjs_binding.node', (path: string) => appendFile(path, '!')],
  ['a record that is gone', 'engine.json', (path: string) => rm(path)],
  ['a record that is no record', 'engine.json', (path: string) => writeFile(path, '{"tensorflow": 2}')],
  ['a record that was cut short', 'engine.json', (path: string) => writeFile(path, '{"tensorflow"')],
])('takes no other engine because of %s', async (_what, path, damage) => {
  await damage(engine(path));

  expect(info()).toEqual({
    ok: false,
    failure: {
      code: 'engine-damaged',
      blame: 'outside',
      what: `Native TensorFlow is not whole: ${engine(path)} is missing or changed.`,
      todo: todo(),
    },
  });
  expect(info('wasm')).toEqual(wasm);
});

test('says which engines there are', () => {
  expect(info('cuda')).toEqual({
    ok: false,
    failure: {
      code: 'engine-unknown',
      blame: 'user',
      what: 'EPOCHAL_ENGINE is "cuda", which is no engine.',
      todo: 'Set it to tensorflow or wasm, or leave it unset.',
    },
  });
});

test('says when not even wasm is installed', async () => {
  await rm(join(root, 'node_modules'), {recursive: true});

  expect(info()).toEqual({
    ok: false,
    failure: {
      code: 'engine-missing',
      blame: 'outside',
      what: 'The wasm engine (@tensorflow/tfjs-backend-wasm) is not installed.',
      todo: 'Install the packages again with "npm ci".',
    },
  });
});
