import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {expect, test} from 'vitest';
import {followMemory, peakOf} from '../../../src/runner/shell/group-memory.ts';

test.skipIf(process.platform !== 'linux')(
  'the memory of a command is that of all it started, and nothing once it is over (skipped elsewhere than on Linux)',
  async () => {
    // A shell that waits for a program with 150 MB of its own, which waits for us.
    const child = spawn('/bin/sh', ['-c', `"${process.execPath}" -e "$0"; echo over`, program]);
    await once(child.stdout, 'data');
    const {pid = 0} = child;
    expect(peakOf(pid)).toBeGreaterThan(150e6);
    expect(peakOf(pid)).toBeLessThan(600e6);
    child.stdin.end();
    await once(child, 'exit');
    expect(peakOf(pid)).toBe(0);
    expect(followMemory(pid).end()).toBeUndefined();
  },
);

const program = 'const kept = Buffer.alloc(150e6, 1); console.log(kept.length); process.stdin.resume();';
