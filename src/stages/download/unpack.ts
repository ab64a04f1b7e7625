import {readdir, rm} from 'node:fs/promises';
import {join} from 'node:path';
import zlib from 'node:zlib';
import type {ZipFile} from 'yauzl';
import {fail, ok, type Failure, type Result} from '../../runner/failure.ts';
import {entriesOf, tooManyBytes, type NamedEntry, type UnpackLimits} from './archive-entries.ts';
import {archiveBroken, archiveTooLarge} from './failures.ts';
import {storeFile, type StoredFile} from './store-file.ts';
import {writeFailure} from './write-failure.ts';

export interface Unpacking {
  readonly archive: string;
  /** What messages call the archive. */
  readonly name: string;
  /** An empty folder, or one that is not there yet. After a failure it is empty. */
  readonly into: string;
  readonly limits: UnpackLimits;
  readonly signal: AbortSignal;
  /** Bytes written so far, and how many the archive says it holds. */
  readonly onProgress?: (bytes: number, total: number) => void;
}

/** Pixels as text pack ten to one, blank ones two hundred to one; deflate can do a thousand. */
export const usualLimits = {entries: 10_000, ratio: 400} as const;

/** Up to this size a high ratio does no harm. */
const harmlessBytes = 16 * 2 ** 20;

/**
 * Unpacks a zip archive that nobody vouches for. Refused, before anything is written: names that lead out of the folder or stand for
 * one file, links and devices, encrypted entries, too many entries, too many bytes by the archive's own account. That account may
 * lie, so sizes, ratios and checksums are measured on the bytes as they come.
 */
export async function unpack(job: Unpacking): Promise<Result<readonly StoredFile[]>> {
  const yauzl = await import('yauzl');
  let zip: ZipFile;
  try {
    zip = await yauzl.openPromise(job.archive, {
      autoClose: false,
      decodeStrings: false,
      // Sizes are checked below, where a lie can be told from a broken archive.
      validateEntrySizes: false,
    });
  } catch (error) {
    return fail(failureOf(error, job));
  }
  try {
    const entries = await entriesOf(zip, job.name, job.limits);
    return entries.ok ? ok(await extract(zip, entries.value, job)) : entries;
  } catch (error) {
    await empty(job.into);
    return fail(failureOf(error, job));
  } finally {
    zip.close();
  }
}

async function extract(zip: ZipFile, entries: readonly NamedEntry[], job: Unpacking): Promise<StoredFile[]> {
  const expected = entries.reduce((sum, {entry}) => sum + entry.uncompressedSize, 0);
  const files: StoredFile[] = [];
  let total = 0;
  for (const {path, entry} of entries) {
    let bytes = 0;
    let checksum = 0;
    const inspect = (chunk: Buffer) => {
      bytes += chunk.length;
      total += chunk.length;
      checksum = zlib.crc32(chunk, checksum);
      if (bytes > entry.uncompressedSize) throw new Refused(lies(job.name, path));
      if ((job.limits.spent ?? 0) + total > job.limits.bytes)
        throw new Refused(tooManyBytes(job.name, job.limits));
      if (bytes > harmlessBytes && bytes > entry.compressedSize * job.limits.ratio)
        throw new Refused(tooDense(job.name, path, job.limits));
      job.onProgress?.(total, expected);
    };
    const content = await zip.openReadStreamPromise(entry);
    const target = join(job.into, ...path.split('/'));
    files.push(await storeFile(content, {path, target}, {signal: job.signal, inspect}));
    if (bytes < entry.uncompressedSize)
      throw new Refused(archiveBroken(job.name, `${path} is shorter than stated`));
    if (checksum !== entry.crc32)
      throw new Refused(archiveBroken(job.name, `the checksum of ${path} is not the one stated`));
  }
  return files;
}

const lies = (name: string, path: string): Failure =>
  archiveTooLarge(name, `holds more of ${path} than it states`);

const tooDense = (name: string, path: string, limits: UnpackLimits): Failure =>
  archiveTooLarge(name, `packs more than ${limits.ratio} bytes of ${path} into one`);

/** Carries a failure out of a stream. */
class Refused extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.what);
    this.failure = failure;
  }
}

function failureOf(error: unknown, job: Unpacking): Failure {
  if (error instanceof Refused) return error.failure;
  const ofDisk = writeFailure(error, `unpacking ${job.name}`, job.into);
  if (ofDisk !== undefined) return ofDisk;
  // What is left is what yauzl and zlib say of the archive.
  if (error instanceof Error) return archiveBroken(job.name, plainReason(error.message));
  throw error;
}

const plainReason = (message: string): string =>
  message.startsWith('End of central directory record signature not found')
    ? 'its end is missing'
    : (message.split(/[.?] /)[0]?.replace(/\.$/, '') ?? message);

async function empty(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  await Promise.all(names.map((name) => rm(join(folder, name), {recursive: true, force: true})));
}
