import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {callKaggle} from '../../../../src/stages/download/kaggle-cli.ts';

const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

test('a last line without an end is heard, and leaves no timer that keeps the process', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'epochal-kaggle-'));
  const command = join(folder, 'kaggle');
  await writeFile(command, '#!/bin/sh\nprintf "half a line"\n', {mode: 0o755});
  const call = () =>
    callKaggle({
      ...{command, args: [], cwd: folder, env: process.env, patience: 600_000},
      redact: (text) => text,
      signal: new AbortController().signal,
      onProgress: () => undefined,
      onWarning: () => undefined,
    });
  const before = timers();
  const calls = await Promise.all(Array.from({length: 8}, call));
  expect(calls.map(({stdout}) => stdout)).toEqual(calls.map(() => 'half a line\n'));
  // The test runner has timers of its own, which come and go.
  expect(timers() - before).toBeLessThan(4);
  await rm(folder, {recursive: true});
});
