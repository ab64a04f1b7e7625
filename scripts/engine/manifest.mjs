// engine.json: which engine a folder holds, and each file's size and hash.
import {createHash} from 'node:crypto';
import {createReadStream} from 'node:fs';
import {readFile, stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {pipeline} from 'node:stream/promises';
import {filesBelow} from './link.mjs';

const manifestFile = 'engine.json';

/** Written last: a folder without it is not an engine. */
export const writeManifest = async (folder, {tensorflow, binding}) => {
  const files = [];
  for (const path of await filesBelow(folder)) {
    const file = join(folder, path);
    files.push({path, size: (await stat(file)).size, sha256: await sha256(file)});
  }
  await writeFile(join(folder, manifestFile), JSON.stringify({tensorflow, binding, files}, null, 1) + '\n');
};

/** The manifest of a folder whose every file is as it was written; undefined where there is none or anything differs. */
export const wholeManifest = async (folder) => {
  try {
    const manifest = JSON.parse(await readFile(join(folder, manifestFile), 'utf8'));
    for (const {path, size, sha256: expected} of manifest.files) {
      const file = join(folder, path);
      if ((await stat(file)).size !== size || (await sha256(file)) !== expected) return undefined;
    }
    return manifest;
  } catch {
    // Missing, unreadable or not JSON: whatever it is, it is not whole.
    return undefined;
  }
};

export const sha256 = async (path) => {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, {highWaterMark: 1 << 20}), hash);
  return hash.digest('hex');
};
