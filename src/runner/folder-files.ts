import {createHash} from 'node:crypto';
import {type BigIntStats, lstatSync, readdirSync, readFileSync, statSync} from 'node:fs';
import {open} from 'node:fs/promises';
import {join} from 'node:path';
import {setImmediate as breathe} from 'node:timers/promises';

/** A file under a folder. */
export interface FolderFile {
  /** From the folder, with `/`. */
  readonly path: string;
  readonly absolute: string;
  readonly stat: BigIntStats;
}

/** What stands where a file or folder should: a symbolic link, a socket, a device. */
export interface NotPlain {
  readonly absolute: string;
  readonly kind: string;
}

interface Walk {
  /** `refuse`: they are listed under `notPlain`. `follow`: they count as what they point to. */
  readonly links: 'refuse' | 'follow';
}

/** Links can make a circle; no honest folder nests so deeply. */
const deepest = 100;
/** So many files are looked at before other work gets a turn. Sync calls are several times faster than async ones. */
const stride = 500;

/** All files under a folder, sorted by path. Throws what the file system throws. */
export async function folderFiles(
  folder: string,
  {links}: Walk,
): Promise<{readonly files: readonly FolderFile[]; readonly notPlain: readonly NotPlain[]}> {
  const files: FolderFile[] = [];
  const notPlain: NotPlain[] = [];
  const waiting: {readonly path: string; readonly depth: number}[] = [{path: '', depth: 0}];
  let looked = 0;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const name of readdirSync(join(folder, next.path))) {
      const path = next.path === '' ? name : `${next.path}/${name}`;
      const absolute = join(folder, path);
      const stat = (links === 'follow' ? statSync : lstatSync)(absolute, {bigint: true});
      if (stat.isFile()) files.push({path, absolute, stat});
      else if (stat.isDirectory() && next.depth < deepest) waiting.push({path, depth: next.depth + 1});
      else notPlain.push({absolute, kind: kindOf(stat)});
      if (++looked % stride === 0) await breathe();
    }
  }
  return {files: files.sort((a, b) => (a.path < b.path ? -1 : 1)), notPlain};
}

function kindOf(stat: BigIntStats): string {
  if (stat.isSymbolicLink()) return 'a symbolic link';
  if (stat.isDirectory()) return 'a folder too deep to follow';
  return stat.isSocket() || stat.isFIFO() ? 'a socket or pipe' : 'a device';
}

/** SHA-256 of a folder's content: of the paths and hashes of its files, in order. Empty folders do not count. */
export function folderDigest(files: readonly {readonly path: string; readonly sha256: string}[]): string {
  const hash = createHash('sha256');
  for (const {path, sha256} of files) hash.update(`${JSON.stringify([path, sha256])}\n`);
  return hash.digest('hex');
}

/** SHA-256 of each file, in order; several at a time. Throws what the file system throws. */
export async function hashFiles(files: readonly FolderFile[]): Promise<readonly string[]> {
  const hashes: string[] = Array.from({length: files.length}, () => '');
  let next = 0;
  const work = async (): Promise<void> => {
    for (let file = files[next]; file !== undefined; file = files[next]) {
      const index = next++;
      hashes[index] = await hashFile(file);
      if (index % 100 === 99) await breathe();
    }
  };
  await Promise.all(Array.from({length: 8}, work));
  return hashes;
}

const chunk = 1024 * 1024;

async function hashFile({absolute, stat}: FolderFile): Promise<string> {
  const hash = createHash('sha256');
  if (stat.size <= chunk / 4) return hash.update(readFileSync(absolute)).digest('hex');
  const handle = await open(absolute);
  try {
    const buffer = Buffer.allocUnsafe(chunk);
    for (;;) {
      const {bytesRead} = await handle.read(buffer, 0, chunk);
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await handle.close();
  }
}
