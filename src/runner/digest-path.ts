import {statSync, type Stats} from 'node:fs';
import {basename, join, resolve} from 'node:path';
import {fail, ok, type Result} from './failure.ts';
import {digestMissing, digestUnreadable} from './failures/store.ts';
import {
  folderDigest,
  folderFiles,
  sealOf,
  statFiles,
  type FolderFile,
  type FoundFiles,
  type NamedFile,
} from './folder-files.ts';
import {hashFiles} from './hash-files.ts';
import {openStatIndex, type StatIndex} from './stat-index.ts';
import {systemError} from './system-error.ts';

/** Content digests of files and folders outside the store. */
export interface Digester {
  /**
   * SHA-256 of a file's bytes, or of a folder's paths and hashes; with `files`, which `path` stands for (a glob), of theirs. Links count
   * as what they point to.
   */
  readonly digest: (path: string, files?: readonly NamedFile[]) => Promise<Result<string>>;
  /** Keeps for the next process what was learnt. */
  readonly save: () => Promise<void>;
}

/** `stat-index.json` knows what was asked for, `stat-index-files.json` every file of a folder: it is read only when one changed. */
export function createDigester(store: string, now: () => number = Date.now): Digester {
  const asked = once(() => openStatIndex(join(store, statIndexFiles.asked)));
  const files = once(() => openStatIndex(join(store, statIndexFiles.files)));
  const underWay = new Map<string, Promise<Result<string>>>();
  const take = async (path: string, named?: readonly NamedFile[]): Promise<Result<string>> => {
    try {
      const index = await asked.get();
      // From here on it may miss what changes: who asks later looks again.
      underWay.delete(path);
      const indexes = {asked: index, files: files.get, at: now()};
      return await (named === undefined
        ? digestPath(resolve(path), indexes)
        : digestNamed(resolve(path), named, indexes));
    } catch (error) {
      const {code, reason} = systemError(error);
      return fail(code === 'ENOENT' ? digestMissing(path) : digestUnreadable(path, reason));
    }
  };
  return {
    // Experiments side by side ask for the same data at once.
    digest: (path, named) => {
      const begun = underWay.get(path);
      if (begun !== undefined) return begun;
      const taking = take(path, named);
      underWay.set(path, taking);
      return taking;
    },
    save: async () => {
      // Only time is lost where they cannot be written.
      for (const index of [asked, files])
        await (await index.opened())?.save().catch((error: unknown) => void systemError(error));
    },
  };
}

function once<T>(open: () => Promise<T>) {
  let opened: Promise<T> | undefined;
  return {get: () => (opened ??= open()), opened: async () => opened};
}

interface Indexes {
  readonly asked: StatIndex;
  readonly files: () => Promise<StatIndex>;
  /** Milliseconds since 1970: before anything is looked at. */
  readonly at: number;
}

async function digestPath(path: string, indexes: Indexes): Promise<Result<string>> {
  const stat = statSync(path);
  if (stat.isFile()) return ok(await digestFile({path: basename(path), absolute: path, stat}, indexes));
  if (!stat.isDirectory()) return fail(digestUnreadable(path, 'it is neither a file nor a folder'));
  const {files, notPlain} = await folderFiles(path, {links: 'follow'});
  return digestTogether(path, {files, notPlain}, indexes);
}

async function digestNamed(
  path: string,
  named: readonly NamedFile[],
  indexes: Indexes,
): Promise<Result<string>> {
  return digestTogether(path, await statFiles(named, {links: 'follow'}), indexes);
}

async function digestTogether(
  path: string,
  {files, notPlain}: FoundFiles,
  indexes: Indexes,
): Promise<Result<string>> {
  const [odd] = notPlain;
  if (odd !== undefined) return fail(digestUnreadable(odd.absolute, `it is ${odd.kind}`));
  const mark = folderMark(files);
  const known = indexes.asked.find(path, mark);
  if (known !== undefined) return ok(known);
  const {hashes, settled} = await hashesOf(files, indexes);
  const digest = folderDigest(files.map((file, each) => ({path: file.path, sha256: hashes[each] ?? ''})));
  if (settled) indexes.asked.add(path, {mark, digest});
  return ok(digest);
}

async function digestFile(file: FolderFile, {asked, at}: Indexes): Promise<string> {
  const known = asked.find(file.absolute, fileMark(file.stat));
  if (known !== undefined) return known;
  const [digest = ''] = await hashFiles([file]);
  if (isSettled(file, at)) asked.add(file.absolute, {mark: fileMark(file.stat), digest});
  return digest;
}

/** `settled`: what was read will be what `stat` shows, for every file. */
async function hashesOf(
  files: readonly FolderFile[],
  indexes: Indexes,
): Promise<{readonly hashes: readonly string[]; readonly settled: boolean}> {
  const index = await indexes.files();
  const known = files.map(({absolute, stat}) => index.find(absolute, fileMark(stat)));
  const unknown = files.filter((_, each) => known[each] === undefined);
  const hashed = await hashFiles(unknown);
  let settled = true;
  unknown.forEach((file, each) => {
    if (isSettled(file, indexes.at))
      index.add(file.absolute, {mark: fileMark(file.stat), digest: hashed[each] ?? ''});
    else settled = false;
  });
  let next = 0;
  return {hashes: known.map((hash) => hash ?? hashed[next++] ?? ''), settled};
}

/** A file system's clock may tick so coarsely that a write just after the hash leaves the times as they were. */
const youngest = 2_000;

/** Whether its hash may be remembered. Written to while it was read, it may be of a mixture. */
function isSettled({absolute, stat}: FolderFile, at: number): boolean {
  if (Math.max(stat.mtimeMs, stat.ctimeMs) > at - youngest) return false;
  const after = statSync(absolute);
  return after.mtimeMs === stat.mtimeMs && after.ctimeMs === stat.ctimeMs && after.size === stat.size;
}

/** What changes when a file's content may have. */
export const fileMark = ({size, ino, mtimeMs, ctimeMs}: Stats): string =>
  `${size}:${ino}:${mtimeMs}:${ctimeMs}`;

/** The same for all files of a folder together. */
export const folderMark = (files: readonly FolderFile[]): string =>
  sealOf(files, ['size', 'ino', 'mtimeMs', 'ctimeMs']);

/** What `stat-index.json` and `stat-index-files.json` hold: see `createDigester`. */
export const statIndexFiles = {asked: 'stat-index.json', files: 'stat-index-files.json'} as const;
