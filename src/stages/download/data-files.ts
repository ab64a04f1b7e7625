import {readdir, stat} from 'node:fs/promises';
import {homedir} from 'node:os';
import {basename, join, resolve} from 'node:path';
import {fail, ok, type Result} from '../../runner/failure.ts';
import {fileKindUnknown, fileMissing, folderEmpty, folderTooLarge} from './failures.ts';

/** A file that `source: file` takes. */
export interface DataFile {
  /** Where it is, absolute. */
  readonly file: string;
  /** Where it goes, seen from the artifact's folder; an archive's content goes into this folder. */
  readonly path: string;
  readonly kind: 'table' | 'archive';
}

/** A folder with more than this was named by mistake. */
const mostFiles = 1_000;

/** Where the param `path` points, absolute. */
export function absolutePath(
  path: string,
  from: {readonly workspace: string; readonly env: Readonly<Record<string, string | undefined>>},
): string {
  const home = from.env['HOME'] ?? homedir();
  return resolve(from.workspace, path.replace(/^~(?=$|[/\\])/, home));
}

/** The files behind a path, sorted by where they go. Only data: what else lies in a folder decides nothing. */
export async function dataFiles(path: string): Promise<Result<readonly DataFile[]>> {
  const found = await stat(path).catch((error: unknown) => reasonOf(error));
  if (typeof found === 'string') return fail(fileMissing(path, found));
  if (!found.isDirectory()) {
    const kind = kindOf(path);
    if (kind === undefined || !found.isFile()) return fail(fileKindUnknown(path));
    return ok([{file: path, path: kind === 'archive' ? '' : basename(path), kind}]);
  }
  const taken: DataFile[] = [];
  const fault = await gather(path, '', taken);
  if (fault !== undefined) return fail(fileMissing(path, fault));
  if (taken.length === 0) return fail(folderEmpty(path));
  if (taken.length > mostFiles) return fail(folderTooLarge(path, mostFiles));
  return ok(taken.sort((a, b) => (a.file < b.file ? -1 : 1)));
}

/** Adds a folder's data files, and those of the folders in it; says what could not be read. */
async function gather(root: string, folder: string, taken: DataFile[]): Promise<string | undefined> {
  const entries = await readdir(join(root, folder), {withFileTypes: true}).catch((error: unknown) =>
    reasonOf(error),
  );
  if (typeof entries === 'string') return entries;
  for (const entry of entries) {
    if (taken.length > mostFiles) return undefined;
    if (isNoData(entry.name)) continue;
    const inside = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      const fault = await gather(root, inside, taken);
      if (fault !== undefined) return fault;
      continue;
    }
    const file = join(root, inside);
    const kind = kindOf(entry.name);
    // A link to a file is the user's own choice; links to folders are not followed.
    if (kind === undefined || !(entry.isFile() || (await leadsToFile(file)))) continue;
    taken.push({file, path: kind === 'archive' ? inside.replace(/\.zip$/i, '') : inside, kind});
  }
  return undefined;
}

/** Hidden things, and where programs rather than people put files: the store's own copies among them. */
const isNoData = (name: string): boolean =>
  name.startsWith('.') || ['__MACOSX', 'node_modules', 'artifacts'].includes(name);

const leadsToFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (target) => target.isFile(),
    () => false,
  );

function kindOf(path: string): DataFile['kind'] | undefined {
  if (/\.csv(?:\.gz)?$/i.test(path)) return 'table';
  return /\.zip$/i.test(path) ? 'archive' : undefined;
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'there is nothing at that path';
  if (code === 'EACCES' || code === 'EPERM') return 'you may not read it';
  return error instanceof Error ? error.message : String(error);
}
