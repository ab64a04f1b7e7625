import {statSync} from 'node:fs';
import {basename, resolve} from 'node:path';
import {fail, ok, type Result} from './failure.ts';
import {digestMissing, digestUnreadable} from './failures.ts';
import {folderDigest, type FolderFile, folderFiles, hashFiles} from './folder-files.ts';
import {openStatIndex, type StatIndex} from './stat-index.ts';
import {systemError} from './system-error.ts';

/** Content digests of files and folders outside the store. */
export interface Digester {
  /** SHA-256 of a file's bytes, or of a folder's paths and hashes. Links count as what they point to. */
  readonly digest: (path: string) => Promise<Result<string>>;
  /** Keeps for the next process what was learnt. */
  readonly save: () => Promise<void>;
}

/** `indexFile`: where hashes are remembered. It is read when the first digest is asked for. */
export function createDigester(indexFile: string, now: () => number = Date.now): Digester {
  let opened: Promise<StatIndex> | undefined;
  return {
    digest: async (path) => {
      const index = await (opened ??= openStatIndex(indexFile));
      try {
        return await digestPath(resolve(path), index, now());
      } catch (error) {
        const {code, reason} = systemError(error);
        return fail(code === 'ENOENT' ? digestMissing(path) : digestUnreadable(path, reason));
      }
    },
    save: async () => {
      // Only time is lost where it cannot be written.
      await (await opened)?.save().catch((error: unknown) => void systemError(error));
    },
  };
}

async function digestPath(path: string, index: StatIndex, at: number): Promise<Result<string>> {
  const stat = statSync(path, {bigint: true});
  if (stat.isFile()) {
    const [sha256 = ''] = await hashesOf([{path: basename(path), absolute: path, stat}], index, at);
    return ok(sha256);
  }
  if (!stat.isDirectory()) return fail(digestUnreadable(path, 'it is neither a file nor a folder'));
  const {files, notPlain} = await folderFiles(path, {links: 'follow'});
  const [odd] = notPlain;
  if (odd !== undefined) return fail(digestUnreadable(odd.absolute, `it is ${odd.kind}`));
  const hashes = await hashesOf(files, index, at);
  return ok(folderDigest(files.map((file, each) => ({path: file.path, sha256: hashes[each] ?? ''}))));
}

async function hashesOf(
  files: readonly FolderFile[],
  index: StatIndex,
  at: number,
): Promise<readonly string[]> {
  const known = files.map(({absolute, stat}) => index.find(absolute, stat));
  const unknown = files.filter((_, each) => known[each] === undefined);
  const hashed = await hashFiles(unknown);
  unknown.forEach(({absolute, stat}, each) => {
    const after = statSync(absolute, {bigint: true});
    // Written to while it was read: this hash may be of a mixture, and must not be remembered.
    if (after.mtimeNs === stat.mtimeNs && after.size === stat.size)
      index.add(absolute, {stat, sha256: hashed[each] ?? '', at});
  });
  let next = 0;
  return known.map((hash) => hash ?? hashed[next++] ?? '');
}
