// A folder appears whole or not at all: it is made beside its place, and moved there by one rename.
import {randomUUID} from 'node:crypto';
import {rmSync} from 'node:fs';
import {chmod, mkdir, mkdtemp, readdir, rename, rm, stat} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';

/**
 * Calls `fill` with a new folder beside `destination`, and where it answers `{ok: true}` puts that folder in its place.
 * Where two do so at once, both end with one whole folder: the first's. `fill`'s answer is returned.
 */
export const publish = async (destination, fill) => {
  const parent = dirname(destination);
  await mkdir(parent, {recursive: true});
  const prefix = `${basename(destination)}.making-`;
  await sweep(parent, prefix);
  const scratch = await mkdtemp(join(parent, prefix));
  const interrupted = (signal) => {
    rmSync(scratch, {recursive: true, force: true});
    process.kill(process.pid, signal);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.once(signal, interrupted);
  try {
    // Others may run what one user has installed.
    await chmod(scratch, 0o755);
    const filled = await fill(scratch);
    if (filled.ok) await moveInto(scratch, destination);
    return filled;
  } finally {
    for (const signal of signals) process.off(signal, interrupted);
    await rm(scratch, {recursive: true, force: true});
  }
};

/** Takes a folder away at once; whoever has its files open keeps them. */
export const discard = async (folder) => {
  const aside = `${folder}.making-${randomUUID()}`;
  try {
    await rename(folder, aside);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  await rm(aside, {recursive: true, force: true});
};

const moveInto = async (scratch, destination) => {
  try {
    await rename(scratch, destination);
  } catch (error) {
    // Another install was quicker. Its folder is as good as ours.
    if (!['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(error.code)) throw error;
  }
};

const aDay = 24 * 60 * 60 * 1000;

/** What installs left that ended without a word. A young one may belong to an install that runs, here or on another machine. */
const sweep = async (parent, prefix) => {
  for (const name of await readdir(parent)) {
    if (!name.startsWith(prefix)) continue;
    const folder = join(parent, name);
    const {mtimeMs} = await stat(folder).catch(() => ({mtimeMs: Infinity}));
    if (Date.now() - mtimeMs > aDay) await rm(folder, {recursive: true, force: true});
  }
};
