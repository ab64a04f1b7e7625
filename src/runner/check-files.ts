import {type FolderFile, folderFiles, type NotPlain} from './folder-files.ts';
import {hashFiles} from './hash-files.ts';
import {artifactSeal, type Manifest, type ManifestFile} from './manifest.ts';
import {systemError} from './system-error.ts';

/** How a folder of files compares with its manifest. */
export type Check =
  | {readonly files: 'whole'}
  /** Only times differ, as after a copy: the content was read and is right. */
  | {readonly files: 'touched'; readonly found: readonly FolderFile[]}
  /** `why` goes on from "its stored result is damaged:". */
  | {readonly files: 'damaged'; readonly why: string};

/** By names, sizes and times; where a time differs, by content. `fsck` reads everything: see `fsck/compare-content.ts`. */
export async function checkFiles(folder: string, manifest: Manifest): Promise<Check> {
  try {
    const {files, notPlain} = await folderFiles(folder, {links: 'refuse'});
    if (notPlain.length === 0 && artifactSeal(files) === manifest.seal) return {files: 'whole'};
    const expected = manifest.files();
    if (expected === undefined) return damaged('its manifest cannot be read');
    const misfit = compareLists(files, notPlain, expected);
    if (misfit !== undefined) return damaged(misfit);
    const known = new Map(expected.map((each) => [each.path, each]));
    const touched = files.filter(({path, stat}) => known.get(path)?.mtime !== stat.mtimeMs);
    const hashes = await hashFiles(touched);
    const changed = touched.find(({path}, each) => known.get(path)?.sha256 !== hashes[each]);
    if (changed !== undefined) return damaged(`${changed.path} has other content`);
    return touched.length === 0 ? {files: 'whole'} : {files: 'touched', found: files};
  } catch (error) {
    return damaged(`its files cannot be read (${systemError(error).reason})`);
  }
}

const damaged = (why: string): Check => ({files: 'damaged', why});

function compareLists(
  files: readonly FolderFile[],
  [odd]: readonly NotPlain[],
  expected: readonly ManifestFile[],
): string | undefined {
  if (odd !== undefined) return `${odd.absolute} is ${odd.kind}`;
  const actual = new Map(files.map((file) => [file.path, file.stat.size]));
  const missing = expected.find(({path}) => !actual.has(path));
  if (missing !== undefined) return `${missing.path} is missing`;
  if (actual.size > expected.length) {
    const names = new Set(expected.map(({path}) => path));
    return `${files.find(({path}) => !names.has(path))?.path ?? 'a file'} does not belong to it`;
  }
  const resized = expected.find(({path, size}) => actual.get(path) !== size);
  return resized === undefined ? undefined : `${resized.path} has another size`;
}
