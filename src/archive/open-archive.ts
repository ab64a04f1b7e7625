import {createHash} from 'node:crypto';
import {createWriteStream, existsSync} from 'node:fs';
import {mkdir, stat, statfs} from 'node:fs/promises';
import {dirname} from 'node:path';
import {Transform} from 'node:stream';
import {buffer} from 'node:stream/consumers';
import {pipeline} from 'node:stream/promises';
import type {Entry, ZipFile} from 'yauzl';
import {sameName} from '../runner/entry-name.ts';
import {fail, ok, type Failure, type Result} from '../runner/failure.ts';
import {keyOf} from '../runner/fingerprint.ts';
import {folderDigest} from '../runner/folder-files.ts';
import {systemError} from '../runner/system-error.ts';
import {entryFault, mayLie} from './entry-names.ts';
import {
  archiveDiffers,
  archiveMissing,
  archiveTooLarge,
  archiveUnsafe,
  cannotWrite,
  notAnArchive,
  notARun,
} from './failures.ts';
import {
  artifactEntry,
  readArchive,
  recordEntry,
  sourceEntry,
  type ArchivedFile,
  type RunArchive,
} from './format.ts';

/** An archive whose account of itself was found to hold; what its files are is seen as they are taken. */
export interface OpenArchive {
  readonly archive: RunArchive;
  /** Writes a file of it; refused where its bytes are not those that the archive names. */
  readonly extract: (entry: string, file: ArchivedFile, target: string) => Promise<Result<void>>;
  readonly close: () => void;
}

/** `run.json` tells of every epoch of a run; more than this nobody has. Bytes. */
const longestRecord = 256 * 2 ** 20;
/** Deflate packs a thousand to one at most; what is so dense and so large is no result of anything. */
const suspicious = {bytes: 2 ** 30, ratio: 300};

/**
 * Opens an archive that nobody vouches for. Refused before anything is written: names that lead out of a folder or that two entries share,
 * links, what `run.json` does not name or names and is not there, keys and digests that are not those of what they stand for, and more bytes
 * than `room` (a folder) has.
 */
export async function openArchive(file: string, room: string): Promise<Result<OpenArchive>> {
  if (!existsSync(file)) return fail(archiveMissing(file));
  const yauzl = await import('yauzl');
  let zip: ZipFile;
  try {
    zip = await yauzl.openPromise(file, {autoClose: false, decodeStrings: false, validateEntrySizes: true});
  } catch (error) {
    return fail(notAnArchive(file, reasonOf(error)));
  }
  try {
    const entries = await entriesOf(zip, file);
    const archive = entries.ok ? await recordIn(zip, file, entries.value) : entries;
    const fault =
      archive.ok && entries.ok
        ? await faultOf(archive.value, {file, room, entries: entries.value})
        : undefined;
    if (!archive.ok || !entries.ok || fault !== undefined) {
      zip.close();
      return fail(fault ?? (entries.ok ? (archive as {failure: Failure}).failure : entries.failure));
    }
    return ok({
      archive: archive.value,
      extract: (entry, wanted, target) =>
        extract({zip, file, entry: entries.value.get(entry), wanted, target}),
      close: () => zip.close(),
    });
  } catch (error) {
    zip.close();
    return fail(notAnArchive(file, reasonOf(error)));
  }
}

type Entries = ReadonlyMap<string, Entry>;

async function entriesOf(zip: ZipFile, file: string): Promise<Result<Entries>> {
  const {getFileNameLowLevel} = await import('yauzl');
  const entries = new Map<string, Entry>();
  const names = new Set<string>();
  for await (const entry of zip.eachEntry()) {
    const name = getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, true);
    const fault = kindFault(entry) ?? entryFault(name);
    if (fault !== undefined) return fail(archiveUnsafe(file, name, fault));
    if (names.has(sameName(name))) return fail(archiveUnsafe(file, name, 'has the name of another entry'));
    names.add(sameName(name));
    entries.set(name, entry);
  }
  return ok(entries);
}

function kindFault(entry: Entry): string | undefined {
  const type = (entry.externalFileAttributes >>> 16) & 0o170000;
  if (type !== 0 && type !== 0o100000) return 'is no plain file';
  if (entry.isEncrypted()) return 'is encrypted';
  if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8)
    return 'is packed in a way that is not known here';
  return undefined;
}

async function recordIn(zip: ZipFile, file: string, entries: Entries): Promise<Result<RunArchive>> {
  const entry = entries.get(recordEntry);
  if (entry === undefined) return fail(notARun(file));
  if (entry.uncompressedSize > longestRecord) return fail(archiveTooLarge(file, 'its run.json is too long'));
  const text = (await buffer(await zip.openReadStreamPromise(entry))).toString();
  const archive = readArchive(text);
  return archive === undefined ? fail(notARun(file)) : ok(archive);
}

interface Around {
  readonly file: string;
  readonly room: string;
  readonly entries: Entries;
}

/** What is wrong with the archive's account of itself. */
async function faultOf(archive: RunArchive, {file, room, entries}: Around): Promise<Failure | undefined> {
  const differs = (why: string) => archiveDiffers(file, why);
  for (const {name, key} of archive.run.stages) {
    const fingerprint = archive.fingerprints[name];
    if (fingerprint !== undefined && key !== null && safeKey(fingerprint) !== key)
      return differs(`the key of ${name} is not that of its fingerprint`);
  }
  for (const {key, stage, digest, files} of archive.artifacts) {
    if (archive.fingerprints[stage] === undefined) return differs(`what decided ${stage} is not in it`);
    const recorded = archive.run.stages.find((each) => each.name === stage);
    if (recorded?.key !== key || recorded.digest !== digest)
      return differs(`the result of ${stage} is not the one that the run left`);
    if (folderDigest(files.toSorted((a, b) => (a.path < b.path ? -1 : 1))) !== digest)
      return differs(`the files of ${stage} do not come to its digest`);
  }
  const named = new Map<string, ArchivedFile>();
  for (const {key, files} of archive.artifacts)
    for (const each of files) named.set(artifactEntry(key, each.path), each);
  for (const each of archive.sources) named.set(sourceEntry(each.path), each);
  for (const [name, {size}] of named) {
    // Names are those of entries, which were looked at; what is not among them is in no entry.
    const entry = entries.get(name);
    if (entry === undefined) return differs(`${name} is not in it`);
    if (entry.uncompressedSize !== size) return differs(`${name} has another size than it should`);
  }
  const odd = [...entries.keys()].find((name) => name !== recordEntry && !named.has(name));
  if (odd !== undefined) return archiveUnsafe(file, odd, 'belongs to nothing');
  const source = archive.sources.find(({path}) => !mayLie(path));
  if (source !== undefined)
    return archiveUnsafe(file, sourceEntry(source.path), 'has no business in a workspace');
  return tooLarge([...named.values()], file, room);
}

function safeKey(fingerprint: Parameters<typeof keyOf>[0]): string | undefined {
  try {
    return keyOf(fingerprint);
  } catch {
    return undefined;
  }
}

async function tooLarge(
  files: readonly ArchivedFile[],
  file: string,
  room: string,
): Promise<Failure | undefined> {
  const bytes = files.reduce((sum, {size}) => sum + size, 0);
  const packed = (await stat(file)).size;
  if (bytes > suspicious.bytes && bytes > packed * suspicious.ratio)
    return archiveTooLarge(
      file,
      `it packs ${Math.round(bytes / packed)} bytes into one, ${Math.round(bytes / 1e9)} GB in all`,
    );
  const {bavail, bsize} = await statfs(nearest(room));
  return bytes > bavail * bsize
    ? archiveTooLarge(
        file,
        `it holds ${Math.ceil(bytes / 1e6)} MB, and ${Math.floor((bavail * bsize) / 1e6)} MB are free`,
      )
    : undefined;
}

/** A folder that is yet to be made has the room of the one that it will be made in. */
const nearest = (folder: string): string =>
  existsSync(folder) || dirname(folder) === folder ? folder : nearest(dirname(folder));

interface Extraction {
  readonly zip: ZipFile;
  /** Of the archive. */
  readonly file: string;
  readonly entry: Entry | undefined;
  readonly wanted: ArchivedFile;
  readonly target: string;
}

async function extract({zip, file, entry, wanted, target}: Extraction): Promise<Result<void>> {
  if (entry === undefined) return fail(archiveDiffers(file, `${wanted.path} is not in it`));
  const hash = createHash('sha256');
  let size = 0;
  const watch = new Transform({
    transform(chunk: Buffer, _, done) {
      size += chunk.length;
      hash.update(chunk);
      done(size > wanted.size ? new Error(`${wanted.path} is longer than it says`) : null, chunk);
    },
  });
  const executable = ((entry.externalFileAttributes >>> 16) & 0o111) !== 0;
  try {
    await mkdir(dirname(target), {recursive: true});
    const content = await zip.openReadStreamPromise(entry);
    await pipeline(
      content,
      watch,
      createWriteStream(target, {flags: 'wx', mode: executable ? 0o755 : 0o644}),
    );
  } catch (error) {
    const refused = ofDisk(error);
    return fail(refused === undefined ? archiveDiffers(file, reasonOf(error)) : cannotWrite(target, refused));
  }
  return hash.digest('hex') === wanted.sha256
    ? ok(undefined)
    : fail(archiveDiffers(file, `${wanted.path} is not what it was when the run left it`));
}

/** Undefined where it was not the system that refused. */
function ofDisk(error: unknown): string | undefined {
  try {
    return systemError(error).reason;
  } catch {
    return undefined;
  }
}

function reasonOf(error: unknown): string {
  const said = error instanceof Error ? error.message : String(error);
  return said.startsWith('End of central directory record signature not found')
    ? 'its end is missing'
    : (said.split(/[.?] /)[0] ?? said).replace(/\.$/, '').slice(0, 200);
}
