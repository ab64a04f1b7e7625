import {folderDigest, type FolderFile, folderFiles, type NotPlain} from '../folder-files.ts';
import {hashFiles} from '../hash-files.ts';
import {artifactSeal, type Manifest, type ManifestFile} from '../manifest.ts';

/** Every byte of an artifact's files beside its manifest. */
export interface Comparison {
  /** Those that the manifest has and the disk has not, or not so. */
  readonly wrong: readonly {readonly file: ManifestFile; readonly what: string}[];
  /** What the disk has and the manifest has not. */
  readonly extra: readonly {readonly absolute: string; readonly what: string}[];
  /** Only times are not as the manifest says. */
  readonly touched: boolean;
  readonly found: readonly FolderFile[];
}

/** Undefined where the manifest's list cannot be read, or does not come to the digest. Throws what the file system throws. */
export async function compareContent(folder: string, manifest: Manifest): Promise<Comparison | undefined> {
  const expected = manifest.files();
  if (expected === undefined || folderDigest(expected) !== manifest.digest) return undefined;
  const {files, notPlain} = await folderFiles(folder, {links: 'refuse'});
  const hashes = await hashFiles(files);
  const actual = new Map(files.map((file, each) => [file.path, {...file, sha256: hashes[each] ?? ''}]));
  const names = new Set(expected.map(({path}) => path));
  const wrong = expected.flatMap((file) => {
    const there = actual.get(file.path);
    if (there === undefined) return [{file, what: `${file.path} is missing`}];
    if (there.stat.size !== file.size) return [{file, what: `${file.path} has another size`}];
    return there.sha256 === file.sha256 ? [] : [{file, what: `${file.path} has other content`}];
  });
  const extra = [
    ...notPlain.map(({absolute, kind}: NotPlain) => ({
      absolute,
      what: `${absolute.slice(folder.length + 1)} is ${kind}`,
    })),
    ...files
      .filter(({path}) => !names.has(path))
      .map(({absolute, path}) => ({absolute, what: `${path} does not belong to it`})),
  ];
  return {wrong, extra, found: files, touched: artifactSeal(files) !== manifest.seal};
}
