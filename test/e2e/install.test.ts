import {execFile, spawn} from 'node:child_process';
import {once} from 'node:events';
import {
  chmod,
  cp,
  link,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {promisify} from 'node:util';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {engineFolder, engineInfo} from '../../src/ml/engine-info.ts';

/**
 * The install's own program, run as npm runs it, in checkouts of its own. Nothing is fetched: where an engine is needed,
 * it is the one that this checkout's install made.
 */
const repository = join(import.meta.dirname, '../..');
const installed = engineFolder(import.meta.url);
const native = engineInfo({env: {}});
const hasNative = native.ok && native.value.name === 'tensorflow';

/** Holds the checkouts and the user's cache. Inside the repository, so that packages resolve. */
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(repository, 'node_modules/.install-'));
});
afterEach(() => rm(folder, {recursive: true}));

const makeCheckout = async (name: string) => {
  const root = join(folder, name);
  await mkdir(root);
  await cp(join(repository, 'scripts'), join(root, 'scripts'), {recursive: true});
  await cp(join(repository, 'package.json'), join(root, 'package.json'));
  // Its own, without a binding, lest one be found further up.
  const tfjsNode = join(root, 'node_modules/@tensorflow/tfjs-node');
  await mkdir(tfjsNode, {recursive: true});
  await writeFile(join(tfjsNode, 'package.json'), '{"name": "@tensorflow/tfjs-node", "version": "4.22.0"}');
  return root;
};

/** What it says, without the seconds; it must end well. */
const install = async (root: string, env: NodeJS.ProcessEnv = {}) => {
  const {stdout, stderr} = await promisify(execFile)(process.execPath, ['scripts/postinstall.mjs'], {
    cwd: root,
    env: {PATH: process.env['PATH'], XDG_CACHE_HOME: join(folder, 'cache'), ...env},
  });
  expect(stderr).toBe('');
  return stdout
    .replaceAll(/\d+\.\d s/g, '… s')
    .trim()
    .split('\n');
};

const infoIn = (root: string) => engineInfo({env: {}, from: pathToFileURL(join(root, 'dist/cli.js')).href});

/** A PATH with these programs alone. */
const onlyPrograms = async (programs: Readonly<Record<string, string>>) => {
  const bin = await mkdtemp(join(folder, 'bin-'));
  for (const [name, script] of Object.entries(programs)) {
    await writeFile(join(bin, name), script);
    await chmod(join(bin, name), 0o755);
  }
  return {PATH: bin, TFJS_NODE_CDN_STORAGE: 'http://127.0.0.1:9/'};
};

const cacheEntry = async () => {
  const {cacheKey} = (await import(pathToFileURL(join(repository, 'scripts/engine/places.mjs')).href)) as {
    readonly cacheKey: () => string;
  };
  return join(folder, 'cache/epochal/engine', cacheKey());
};

/** The cache of a user who has installed before. */
const fillCache = async () => {
  const entry = await cacheEntry();
  for (const path of await readdir(installed, {recursive: true})) {
    const source = join(installed, path);
    if ((await stat(source)).isDirectory()) continue;
    await mkdir(dirname(join(entry, path)), {recursive: true});
    await link(source, join(entry, path));
  }
  return entry;
};

/** Changes one byte, and that of no other hard link. */
const damage = async (path: string) => {
  const bytes = await readFile(path);
  bytes.writeUInt8((bytes.readUInt8(100) + 1) % 256, 100);
  await rm(path);
  await writeFile(path, bytes);
};

/** Every file and folder below the cache and the engine's place that is not an engine. */
const leftovers = async (root: string) => {
  const beside = async (path: string) => readdir(path).catch(() => []);
  const names = [
    ...(await beside(join(folder, 'cache/epochal/engine'))),
    ...(await beside(join(root, 'node_modules'))),
  ];
  return names.filter((name) => name.includes('making'));
};

const fallback = (root: string, ...reasons: readonly string[]) => [
  'epochal: native TensorFlow could not be installed.',
  ...reasons.map((reason) => `epochal: - ${reason}`),
  'epochal: Training will use the wasm engine, many times slower. docs/install.md says what is needed;',
  `epochal: then run: node ${root}/scripts/postinstall.mjs`,
];
const noOwnInstaller = "tfjs-node's own installer: http://127.0.0.1:9/ does not answer";

describe.runIf(hasNative)('with the user’s cache filled', () => {
  const version = native.ok ? native.value.version : '';

  test('links the engine, and finds it in place the next time', async () => {
    const entry = await fillCache();
    const root = await makeCheckout('one');

    expect(await install(root)).toEqual([`epochal: TensorFlow ${version} ready in … s, from ${entry}`]);
    expect(infoIn(root)).toEqual(native);
    expect(await install(root)).toEqual([`epochal: TensorFlow ${version} is in place and whole.`]);
  });

  test('needs nothing but Node', async () => {
    await fillCache();
    const root = await makeCheckout('one');

    await install(root, await onlyPrograms({}));
    expect(infoIn(root)).toEqual(native);
  });

  test('two checkouts at once, and either outlives the cache', async () => {
    await fillCache();
    const roots = [await makeCheckout('one'), await makeCheckout('two')];

    await Promise.all(roots.map((root) => install(root)));
    await rm(join(folder, 'cache'), {recursive: true});
    expect(roots.map(infoIn)).toEqual([native, native]);
    expect(await install(roots[0] ?? '')).toEqual([`epochal: TensorFlow ${version} is in place and whole.`]);
  });

  test('puts a new engine in the place of a damaged one', async () => {
    const entry = await fillCache();
    const root = await makeCheckout('one');
    await install(root);
    await damage(join(root, 'node_modules/.engine/lib/napi-v8/tfjs_binding.node'));

    expect(await install(root)).toEqual([`epochal: TensorFlow ${version} ready in … s, from ${entry}`]);
    expect(await leftovers(root)).toEqual([]);
  });

  test('does not use a cache in which a byte has changed', async () => {
    const entry = await fillCache();
    const root = await makeCheckout('one');
    await damage(join(entry, 'dist/kernels/Conv2D.js'));

    expect(await install(root, await onlyPrograms({}))).toEqual(
      fallback(
        root,
        'PyPI: no C++ compiler (g++, c++ or clang++) is on PATH to make the binding with',
        noOwnInstaller,
      ),
    );
    expect(infoIn(root)).toMatchObject({ok: true, value: {name: 'wasm'}});
    expect(await readdir(dirname(entry))).toEqual([]);
  });
});

describe('SQLite’s binding', () => {
  const cacheOf = async () => {
    const [entry] = await readdir(join(folder, 'cache/epochal/sqlite'));
    return join(folder, 'cache/epochal/sqlite', entry ?? '');
  };
  const makeCheckoutWithoutIt = async (name: string) => {
    const root = await makeCheckout(name);
    for (const part of ['package.json', 'lib']) {
      const path = join('node_modules/better-sqlite3', part);
      await cp(join(repository, path), join(root, path), {recursive: true});
    }
    return root;
  };

  test('is kept for the next checkout, which needs nothing but Node', async () => {
    await install(await makeCheckout('one'), {EPOCHAL_ENGINE: 'wasm'});
    const second = await makeCheckoutWithoutIt('two');

    const env = {EPOCHAL_ENGINE: 'wasm', ...(await onlyPrograms({}))};
    expect(await install(second, env)).toContain(
      `epochal: SQLite's binding ready in … s, from ${await cacheOf()}`,
    );
    expect((await install(second, env)).join()).not.toContain('SQLite');
  });

  test('fails the install where it cannot be had', async () => {
    const root = await makeCheckoutWithoutIt('one');

    const failed = install(root, {EPOCHAL_ENGINE: 'wasm', ...(await onlyPrograms({}))});
    await expect(failed).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringMatching(
        /^epochal: SQLite's binding \(better-sqlite3\) could not be installed. spawn npm ENOENT$/m,
      ) as string,
    });
  });
});

describe.runIf(process.platform === 'linux')('with an empty cache', () => {
  test('says what is lacking where there is no compiler, and leaves wasm', async () => {
    const root = await makeCheckout('one');

    expect(await install(root, await onlyPrograms({}))).toEqual(
      fallback(
        root,
        'PyPI: no C++ compiler (g++, c++ or clang++) is on PATH to make the binding with',
        noOwnInstaller,
      ),
    );
    expect(infoIn(root)).toMatchObject({ok: true, value: {name: 'wasm'}});
    expect(await leftovers(root)).toEqual([]);
  });

  test('says what is lacking where there is neither pip nor Python', async () => {
    const root = await makeCheckout('one');
    const env = await onlyPrograms({'g++': '#!/bin/sh\n'});

    expect((await install(root, env)).slice(1)).toEqual(
      fallback(
        root,
        "PyPI: neither pip nor Python is on PATH to fetch TensorFlow's library with",
        noOwnInstaller,
      ),
    );
    expect(await leftovers(root)).toEqual([]);
  });

  test('passes on what pip says', async () => {
    const root = await makeCheckout('one');
    const env = await onlyPrograms({
      'g++': '#!/bin/sh\n',
      pip3: '#!/bin/sh\n[ "$1" = --version ] || { echo "ERROR: no such index" >&2; exit 1; }\n',
    });

    expect((await install(root, env)).slice(1)).toEqual(
      fallback(root, 'pip3: ERROR: no such index', noOwnInstaller),
    );
    expect(await leftovers(root)).toEqual([]);
  });

  test.runIf(process.arch === 'x64')('takes no file but the one it knows', async () => {
    const root = await makeCheckout('one');
    const env = await onlyPrograms({
      'g++': '#!/bin/sh\n',
      // Its last argument is the folder to download into.
      pip3: '#!/bin/sh\n[ "$1" = --version ] && exit\nfor folder; do :; done\necho evil > "$folder/$WHEEL"\n',
    });
    const wheel = 'tensorflow_cpu-2.15.1-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl';

    expect((await install(root, {...env, WHEEL: wheel})).slice(1)).toEqual(
      fallback(root, `${wheel} is not the file it should be`, noOwnInstaller),
    );
    expect(await leftovers(root)).toEqual([]);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('leaves nothing when it is stopped by %s', async (signal) => {
    const root = await makeCheckout('one');
    const env = await onlyPrograms({
      'g++': '#!/bin/sh\n',
      // Downloads until the install is no more.
      pip3: '#!/bin/sh\n[ "$1" = --version ] || exec tail --pid=$PPID -f /dev/null\n',
    });
    await symlink('/usr/bin/tail', join(env.PATH, 'tail'));
    const child = spawn(process.execPath, ['scripts/postinstall.mjs'], {
      cwd: root,
      env: {...env, XDG_CACHE_HOME: join(folder, 'cache')},
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    expect(await leftovers(root)).toHaveLength(1);

    child.kill(signal);
    expect(await once(child, 'exit')).toEqual([null, signal]);
    expect(await leftovers(root)).toEqual([]);
    expect(infoIn(root)).toMatchObject({ok: true, value: {name: 'wasm'}});
  });

  test('installs nothing for one who wants wasm', async () => {
    const root = await makeCheckout('one');

    expect(await install(root, {EPOCHAL_ENGINE: 'wasm'})).toEqual([
      'epochal: EPOCHAL_ENGINE=wasm: native TensorFlow is not installed.',
    ]);
  });
});
