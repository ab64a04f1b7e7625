import {appendFileSync} from 'node:fs';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {expect, test} from 'vitest';
import {followFile} from '../../../src/runner/shell/follow-file.ts';

/** For so long this thread does nothing else. Milliseconds. */
const block = (milliseconds: number) =>
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);

test('a line that is written while a look is under way is heard, also where that was the last', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'epochal-'));
  const file = join(folder, 'metrics.jsonl');
  await writeFile(file, '');
  const heard: string[] = [];
  const follower = followFile(file, (line) => heard.push(line));
  // Both timers are over when this thread is free again: right after the look has begun, the file grows, and all ends.
  const after = sleep(100).then(() => {
    block(100);
    appendFileSync(file, 'last\n');
    return follower.end();
  });
  block(150);
  await after;
  expect(heard).toEqual(['last']);
  await rm(folder, {recursive: true});
});
