import {type FolderFile, folderFiles, hashFiles} from './folder-files.ts';
import type {ManifestFile} from './manifest.ts';
import {systemError} from './system-error.ts';

/**
 * Compares a folder with its manifest: names, sizes and times; where only a time differs, as after a copy, the content too.
 * Says what is wrong, or undefined.
 */
export async function checkFiles(
  folder: string,
  expected: readonly ManifestFile[],
): Promise<string | undefined> {
  let found;
  try {
    found = await folderFiles(folder, {links: 'refuse'});
  } catch (error) {
    return `its files cannot be read (${systemError(error).reason})`;
  }
  const [odd] = found.notPlain;
  if (odd !== undefined) return `${odd.absolute} is ${odd.kind}`;
  const actual = new Map(found.files.map((file) => [file.path, file]));
  const missing = expected.find(({path}) => !actual.has(path));
  if (missing !== undefined) return `${missing.path} is missing`;
  if (actual.size > expected.length) {
    const names = new Set(expected.map(({path}) => path));
    return `${found.files.find(({path}) => !names.has(path))?.path ?? 'a file'} does not belong to it`;
  }
  const resized = expected.find(({path, size}) => Number(actual.get(path)?.stat.size) !== size);
  if (resized !== undefined) return `${resized.path} has another size`;
  const touched = expected.filter(({path, mtime}) => String(actual.get(path)?.stat.mtimeNs) !== mtime);
  return touched.length === 0 ? undefined : compareContent(touched, actual);
}

async function compareContent(
  touched: readonly ManifestFile[],
  actual: ReadonlyMap<string, FolderFile>,
): Promise<string | undefined> {
  try {
    const files = touched.map(({path}) => actual.get(path)).filter((file) => file !== undefined);
    const hashes = await hashFiles(files);
    const changed = touched.find(({sha256}, index) => hashes[index] !== sha256);
    return changed === undefined ? undefined : `${changed.path} has other content`;
  } catch (error) {
    return `its files cannot be read (${systemError(error).reason})`;
  }
}
