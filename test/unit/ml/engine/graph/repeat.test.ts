import {rm} from 'node:fs/promises';
import {dirname} from 'node:path';
import {execa} from 'execa';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {engineInfo} from '../../../../../src/ml/engine-info.ts';
import {bundle} from '../../../../rig/bundle.ts';

const info = engineInfo();

describe.skipIf(!info.ok || info.value.name !== 'tensorflow')('processes that train the same', () => {
  let program: string;
  beforeAll(async () => {
    program = await bundle(new URL('../../../../rig/train-child.ts', import.meta.url));
  });
  afterAll(() => rm(dirname(program), {recursive: true}));

  test.each([1, 2])('end with the same bits on %i threads', async (threads) => {
    const digest = async () => (await execa(process.execPath, [program, String(threads)])).stdout;
    const first = await digest();
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(await digest()).toBe(first);
  });
});
