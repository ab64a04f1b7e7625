// Other programs, whose failures are values.
import {spawn} from 'node:child_process';

/**
 * Runs a program to its end: `{ok: true, output}`, or `{ok: false, why, missing}` where `missing` means there is no such
 * program and `why` is the last thing it said.
 */
export const run = (file, args, options = {}) =>
  new Promise((resolve) => {
    const child = spawn(file, args, {stdio: ['ignore', 'pipe', 'pipe'], ...options});
    const said = [];
    child.stdout.on('data', (chunk) => said.push(chunk));
    child.stderr.on('data', (chunk) => said.push(chunk));
    child.on('error', (error) => resolve({ok: false, why: error.message, missing: error.code === 'ENOENT'}));
    child.on('close', (code, signal) => {
      const output = Buffer.concat(said).toString().trim();
      if (code === 0) return resolve({ok: true, output});
      const last = output.split('\n').at(-1) || `it said nothing and ended with ${signal ?? code}`;
      resolve({ok: false, why: `${file}: ${last}`, missing: false});
    });
  });

/** The first of some commands, each a list of words, that answers `--version`; undefined where none does. */
export const firstThatAnswers = async (commands, env) => {
  for (const command of commands) {
    const [file, ...args] = command;
    if ((await run(file, [...args, '--version'], {env})).ok) return command;
  }
  return undefined;
};
