import {dirname} from 'node:path';
import {rm} from 'node:fs/promises';
import {execa} from 'execa';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {loadBackend} from '../../../src/ml/backend.ts';
import {engineInfo, engineNames} from '../../../src/ml/engine-info.ts';
import type {EngineName} from '../../../src/ml/engine-info.ts';
import {bundle} from '../../rig/bundle.ts';

let program: string;
beforeAll(async () => {
  program = await bundle(new URL('../../rig/engine-child.ts', import.meta.url));
});
afterAll(() => rm(dirname(program), {recursive: true}));

/** Where the install could bring only wasm, there is no TensorFlow to test. */
const installed = (engine: EngineName) => engineInfo({env: {EPOCHAL_ENGINE: engine}}).ok;
const engines = engineNames.filter(installed);

test.each(engines)(
  '%s computes, is of the version on record, and prints nothing of its own',
  async (engine) => {
    const {stdout, stderr} = await execa(process.execPath, [program, engine, '2']);

    const {recorded, ...rest} = JSON.parse(stdout) as Record<string, unknown>;
    expect(rest).toEqual({backend: engine, product: [19, 22, 43, 50], loaded: recorded});
    expect(stderr).toBe('');
  },
);

test.each(engines)('%s is the same when loaded again', async (engine) => {
  const first = await loadBackend({engine, threads: 1});
  const second = await loadBackend({engine, threads: 1});

  expect(first.ok && first.value.tf.getBackend()).toBe(engine);
  expect(second.ok && first.ok && second.value.tf === first.value.tf).toBe(true);
});

test.runIf(installed('tensorflow'))('TensorFlow keeps the threads it was loaded with', async () => {
  await loadBackend({engine: 'tensorflow', threads: 1});

  expect(await loadBackend({engine: 'tensorflow', threads: 2})).toEqual({
    ok: false,
    failure: {
      code: 'engine-threads-fixed',
      blame: 'outside',
      what: "TensorFlow's thread count is 1 in this process and cannot become 2.",
      todo: 'Train with another number of threads in a process of its own.',
    },
  });
});
