import {createHash, hash as hashAtOnce} from 'node:crypto';
import {closeSync, openSync, readSync} from 'node:fs';
import {open, type FileHandle} from 'node:fs/promises';
import {setImmediate as breathe} from 'node:timers/promises';
import type {FolderFile} from './folder-files.ts';

/** SHA-256 of each file, in order; several at a time. Throws what the file system throws. */
export async function hashFiles(files: readonly FolderFile[]): Promise<readonly string[]> {
  const hashes: string[] = Array.from({length: files.length}, () => '');
  let next = 0;
  const work = async (): Promise<void> => {
    for (let file = files[next]; file !== undefined; file = files[next]) {
      const index = next++;
      const {absolute, stat} = file;
      hashes[index] = stat.size < small.length ? hashSmall(absolute) : await hashLarge(absolute);
      if (index % 100 === 99) await breathe();
    }
  };
  await Promise.all(Array.from({length: 4}, work));
  return hashes;
}

/** Three system calls a file and no memory of its own: most files are small, and there may be thousands. */
function hashSmall(file: string): string {
  const handle = openSync(file, 'r');
  try {
    const size = readSync(handle, small, 0, small.length, null);
    if (size < small.length) return hashAtOnce('sha256', small.subarray(0, size), 'hex');
    // It grew while we looked: the rest counts too.
    const hash = createHash('sha256').update(small);
    for (;;) {
      const more = readSync(handle, small, 0, small.length, null);
      if (more === 0) return hash.digest('hex');
      hash.update(small.subarray(0, more));
    }
  } finally {
    closeSync(handle);
  }
}

const small = Buffer.allocUnsafeSlow(256 * 1024);
const chunk = 1024 * 1024;

/** The disk brings the next piece while this one is hashed. */
async function hashLarge(file: string): Promise<string> {
  const handle = await open(file);
  try {
    const hash = createHash('sha256');
    let [reading, spare] = [Buffer.allocUnsafeSlow(chunk), Buffer.allocUnsafeSlow(chunk)];
    let ahead = read(handle, reading);
    for (;;) {
      const piece = await ahead;
      if (piece.length === 0) return hash.digest('hex');
      ahead = read(handle, spare);
      hash.update(piece);
      [reading, spare] = [spare, reading];
    }
  } finally {
    await handle.close();
  }
}

async function read(handle: FileHandle, buffer: Buffer): Promise<Buffer> {
  const {bytesRead} = await handle.read(buffer, 0, buffer.length);
  return buffer.subarray(0, bytesRead);
}
