/**
 * Loaded into every process of ours that a campaign starts (`NODE_OPTIONS=--import …`): ends it at one of its calls into the file system,
 * or sets its clock back. EPOCHAL_FAULT: `{"program": "cli" | "child", "call": 17, "when": "before" | "within" | "after"}`,
 * `{"program": …, "count": "<file>"}` to write down how many such calls there are, or `{"clock": -3600000, "after": 500}`.
 */
import fs from 'node:fs';
import {syncBuiltinESMExports} from 'node:module';
import {basename} from 'node:path';

const fault = JSON.parse(process.env.EPOCHAL_FAULT ?? '{}');
const program = basename(process.argv[1] ?? '', '.js');

const changing = [
  'appendFile',
  'chmod',
  'copyFile',
  'link',
  'mkdir',
  'open',
  'rename',
  'rm',
  'unlink',
  'utimes',
  'write',
  'writeFile',
];

if (fault.clock !== undefined) setClockBack(fault);
if (fault.program === program) watchCalls(fault);

/** From a moment on the clock shows another time, as when a machine hears from its time server. */
function setClockBack({clock, after}) {
  const RealDate = Date;
  const began = RealDate.now();
  const now = () => {
    const time = RealDate.now();
    return time - began < after ? time : time + clock;
  };
  globalThis.Date = class extends RealDate {
    constructor(...given) {
      if (given.length === 0) super(now());
      else super(...given);
    }
    static now = now;
  };
}

function watchCalls({call, when, count}) {
  let calls = 0;
  const die = () => {
    process.kill(process.pid, 'SIGKILL');
    for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  };
  const wrap = (owner, name, isAsync) => {
    const original = owner[name];
    if (original === undefined) return;
    owner[name] = function (...given) {
      if (++calls !== call) return original.apply(this, given);
      if (when === 'before') die();
      if (when === 'within') tear(name, given);
      const result = original.apply(this, given);
      if (!isAsync) die();
      return result.then(die, die);
    };
  };
  /** A file, or a line at the end of one, of which half was written. */
  const tear = (name, [target, data, ...rest]) => {
    if (!/^(writeFile|appendFile)/.test(name) || (typeof data !== 'string' && !Buffer.isBuffer(data))) return;
    const half = data.slice(0, Math.floor(data.length / 2));
    const tearing = name.startsWith('append') ? appendFileSync : writeFileSync;
    if (typeof target !== 'object') {
      tearing(target, half, ...rest);
      die();
    }
  };
  const {appendFileSync, writeFileSync} = fs;
  for (const name of changing) {
    wrap(fs, `${name}Sync`, false);
    wrap(fs.promises, name, true);
  }
  syncBuiltinESMExports();
  if (count !== undefined) process.on('exit', () => writeFileSync(count, String(calls)));
}
