import type {Entry, ZipFile} from 'yauzl';
import {fail, ok, type Failure, type Result} from '../../runner/failure.ts';
import {isClutter, nameFault, parentsOf, sameName} from '../../runner/entry-name.ts';
import {archiveEncrypted, archiveMethodUnknown, archiveTooLarge, archiveUnsafe} from './failures.ts';

export interface UnpackLimits {
  /** Of all files together. */
  readonly bytes: number;
  /** Bytes of these that archives before this one took. */
  readonly spent?: number;
  readonly entries: number;
  /** Unpacked bytes for each packed one, of a single entry; small entries are exempt. */
  readonly ratio: number;
}

export interface NamedEntry {
  readonly path: string;
  readonly entry: Entry;
}

/**
 * The files of an archive, in its order, without folders and clutter; or why it must not be unpacked. Reads the central directory
 * alone. Throws what yauzl throws where that is broken.
 */
export async function entriesOf(
  zip: ZipFile,
  name: string,
  limits: UnpackLimits,
): Promise<Result<readonly NamedEntry[]>> {
  const {getFileNameLowLevel} = await import('yauzl');
  const entries: NamedEntry[] = [];
  const seen = new Map<string, 'file' | 'folder'>();
  let bytes = limits.spent ?? 0;
  let count = 0;
  for await (const entry of zip.eachEntry()) {
    count += 1;
    if (count > limits.entries)
      return fail(archiveTooLarge(name, `holds more than ${limits.entries} entries`));
    const given = getFileNameLowLevel(
      entry.generalPurposeBitFlag,
      entry.fileNameRaw,
      entry.extraFields,
      true,
    );
    const path = given.replaceAll('\\', '/');
    const fault = entryFault(name, given, entry);
    if (fault !== undefined) return fail(fault);
    if (path.endsWith('/') || isClutter(path)) continue;
    if (!claim(path, seen)) return fail(archiveUnsafe(name, given, 'has the name of another entry'));
    bytes += entry.uncompressedSize;
    if (bytes > limits.bytes) return fail(tooManyBytes(name, limits));
    entries.push({path, entry});
  }
  return ok(entries);
}

export function tooManyBytes(name: string, {bytes, spent = 0}: UnpackLimits): Failure {
  const together = spent > 0 ? ' together with the archives before it' : '';
  return archiveTooLarge(name, `unpacks to more than ${Number((bytes / 2 ** 20).toFixed(1))} MB${together}`);
}

function entryFault(archive: string, name: string, entry: Entry): Failure | undefined {
  const fault = nameFault(name);
  if (fault !== undefined) return archiveUnsafe(archive, name, fault);
  const type = (entry.externalFileAttributes >>> 16) & fileTypeMask;
  if (type === symbolicLink) return archiveUnsafe(archive, name, 'is a symbolic link');
  if (type !== 0 && type !== regularFile && type !== directory)
    return archiveUnsafe(archive, name, 'is neither a file nor a folder');
  if (entry.isEncrypted()) return archiveEncrypted(archive, name);
  if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8)
    return archiveMethodUnknown(archive, name, entry.compressionMethod);
  return undefined;
}

/** Unix file types, from `st_mode`. */
const fileTypeMask = 0o170000;
const symbolicLink = 0o120000;
const regularFile = 0o100000;
const directory = 0o040000;

/** Notes a path down; false where it is taken, be it by a folder. */
function claim(path: string, seen: Map<string, 'file' | 'folder'>): boolean {
  const name = sameName(path);
  const folders = parentsOf(name);
  if (seen.has(name) || folders.some((folder) => seen.get(folder) === 'file')) return false;
  for (const folder of folders) seen.set(folder, 'folder');
  seen.set(name, 'file');
  return true;
}
