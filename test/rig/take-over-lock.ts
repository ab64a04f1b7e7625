import fs from 'node:fs';
import {syncBuiltinESMExports} from 'node:module';
import {join} from 'node:path';
import {underLock} from '../../src/runner/gc/under-lock.ts';

/**
 * A process that takes the lock of a store, to do nothing under it: `take-over-lock <store> [<file>]`, and says how that went. With a file it
 * stops when it is about to remove the lock that another process left, says so, and goes on when the file is there.
 */
const [, , store = '', go] = process.argv;
const {rmSync} = fs;
let stopped = false;
if (go !== undefined) {
  fs.rmSync = (path, options) => {
    if (path === join(store, 'gc.lock') && !stopped) {
      stopped = true;
      process.send?.('removing');
      const clock = new Int32Array(new SharedArrayBuffer(4));
      while (!fs.existsSync(go)) Atomics.wait(clock, 0, 0, 2);
    }
    rmSync(path, options);
  };
  syncBuiltinESMExports();
}
const done = underLock(store, () => 'taken');
process.send?.(done.ok ? done.value : done.failure.code, () => process.disconnect());
