import {createHash, hash} from 'node:crypto';
import {lstatSync, readdirSync, type Stats, statSync} from 'node:fs';
import {join} from 'node:path';
import {setImmediate as breathe} from 'node:timers/promises';
import {systemError} from './system-error.ts';

export interface NamedFile {
  /** From the folder, with `/`. */
  readonly path: string;
  readonly absolute: string;
}

/** A file under a folder. */
export interface FolderFile extends NamedFile {
  /** Times in milliseconds with a fraction, true to a quarter of a microsecond: no two writes are as close. */
  readonly stat: Stats;
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

export interface FoundFiles {
  readonly files: readonly FolderFile[];
  readonly notPlain: readonly NotPlain[];
}

/** What stands where these files should, in their order. Throws what the file system throws. */
export async function statFiles(named: readonly NamedFile[], {links}: Walk): Promise<FoundFiles> {
  const files: FolderFile[] = [];
  const notPlain: NotPlain[] = [];
  for (const [index, {path, absolute}] of named.entries()) {
    const stat = look(absolute, links);
    if (typeof stat === 'string') notPlain.push({absolute, kind: stat});
    else if (stat.isFile()) files.push({path, absolute, stat});
    else notPlain.push({absolute, kind: stat.isDirectory() ? 'a folder' : kindOf(stat)});
    if (index % stride === stride - 1) await breathe();
  }
  return {files, notPlain};
}

/** All files under a folder, sorted by path. Throws what the file system throws. */
export async function folderFiles(folder: string, {links}: Walk): Promise<FoundFiles> {
  const files: FolderFile[] = [];
  const notPlain: NotPlain[] = [];
  const waiting: {readonly path: string; readonly depth: number}[] = [{path: '', depth: 0}];
  let looked = 0;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const here = join(folder, next.path);
    for (const name of readdirSync(here)) {
      const path = next.path === '' ? name : `${next.path}/${name}`;
      const absolute = `${here}/${name}`;
      const stat = look(absolute, links);
      if (typeof stat === 'string') notPlain.push({absolute, kind: stat});
      else if (stat.isFile()) files.push({path, absolute, stat});
      else if (stat.isDirectory() && next.depth < deepest) waiting.push({path, depth: next.depth + 1});
      else notPlain.push({absolute, kind: kindOf(stat)});
      if (++looked % stride === 0) await breathe();
    }
  }
  return {files: files.sort((a, b) => (a.path < b.path ? -1 : 1)), notPlain};
}

/** Why what is listed there is not to be had, in words, where that is its own fault; what is gone meanwhile is thrown. */
function look(absolute: string, links: Walk['links']): Stats | string {
  try {
    return links === 'follow' ? statSync(absolute) : lstatSync(absolute);
  } catch (error) {
    // What is no UTF-8 in a name was replaced when the folder was read.
    if (absolute.includes('\uFFFD')) return 'a file with a name that is not UTF-8';
    if (lstatSync(absolute).isSymbolicLink()) return `a link that leads nowhere (${systemError(error).code})`;
    throw error;
  }
}

function kindOf(stat: Stats): string {
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

type Mark = 'size' | 'mtimeMs' | 'ctimeMs' | 'ino';

/**
 * One hash over the names of files and what `stat` says of each: while it stays the same, so does what lies there,
 * and a folder of any size is known by 64 digits.
 */
export function sealOf(files: readonly FolderFile[], marks: readonly Mark[]): string {
  const figures = new Float64Array(files.length * marks.length);
  let next = 0;
  for (const {stat} of files) for (const mark of marks) figures[next++] = stat[mark];
  const names = Buffer.from(JSON.stringify(files.map(({path}) => path)));
  // In one call: a hash object of its own costs more than a small artifact's bytes.
  return hash('sha256', Buffer.concat([names, new Uint8Array(figures.buffer)]));
}
