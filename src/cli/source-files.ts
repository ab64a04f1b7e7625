import {statSync} from 'node:fs';
import {isAbsolute, join} from 'node:path';
import type {ArchivedFile, RunArchive} from '../archive/format.ts';
import type {Result} from '../runner/failure.ts';
import type {Fingerprint} from '../runner/fingerprint.ts';
import {folderFiles, type FolderFile} from '../runner/folder-files.ts';
import {hashFiles} from '../runner/hash-files.ts';

/** Files outside the pipeline that stages read, as far as an archive can carry them. */
export interface SourceFiles {
  readonly files: readonly (ArchivedFile & {readonly absolute: string; readonly executable: boolean})[];
  readonly missing: RunArchive['missing'];
}

interface Around {
  readonly workspace: string;
  readonly digest: (path: string) => Promise<Result<string>>;
}

/** Data belong to the results; what is larger than this all together is no source. Bytes. */
const most = 100 * 2 ** 20;

/**
 * What the stages of a run read beside their inputs, where it lies in the workspace and is still what they read. The rest is named with
 * the reason why it is not taken.
 */
export async function sourceFiles(
  fingerprints: ReadonlyMap<string, Fingerprint>,
  {workspace, digest}: Around,
): Promise<SourceFiles> {
  const found = new Map<string, FolderFile>();
  const missing: {stage: string; what: string; why: string}[] = [];
  let bytes = 0;
  for (const [stage, {externals = {}}] of fingerprints) {
    for (const [what, then] of Object.entries(externals)) {
      const miss = (why: string) => missing.push({stage, what, why});
      if (isAbsolute(what)) {
        miss('it lies outside the workspace');
        continue;
      }
      const absolute = join(workspace, what);
      const now = await digest(absolute);
      if (!now.ok) miss('it is not there any more, or stands for many files');
      else if (now.value !== then) miss('it has changed since');
      else {
        const files = await filesAt(absolute, what);
        const size = files.reduce((sum, {stat}) => sum + stat.size, 0);
        if (bytes + size > most) miss('it is too large for an archive of results');
        else {
          bytes += size;
          for (const file of files) found.set(file.path, file);
        }
      }
    }
  }
  const files = [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  const hashes = await hashFiles(files);
  return {
    files: files.map(({path, absolute, stat}, each) => ({
      path,
      absolute,
      size: stat.size,
      sha256: hashes[each] ?? '',
      executable: (stat.mode & 0o111) !== 0,
    })),
    missing,
  };
}

/** A folder's files are named from the workspace on, too. */
async function filesAt(absolute: string, path: string): Promise<readonly FolderFile[]> {
  const stat = statSync(absolute);
  if (!stat.isDirectory()) return [{path, absolute, stat}];
  const {files} = await folderFiles(absolute, {links: 'follow'});
  return files.map((file) => ({...file, path: `${path}/${file.path}`}));
}
