import {randomBytes} from 'node:crypto';
import {createWriteStream} from 'node:fs';
import {link, rename, rm} from 'node:fs/promises';
import {pipeline} from 'node:stream/promises';
import {fail, ok, type Result} from '../runner/failure.ts';
import {systemError} from '../runner/system-error.ts';
import {spellOut} from '../tracking/non-finite.ts';
import {cannotWrite, targetThere} from './failures.ts';
import {recordEntry, type RunArchive} from './format.ts';

/** A file to be put into an archive. */
export interface Packed {
  /** Its name in the archive. */
  readonly entry: string;
  readonly absolute: string;
  readonly executable: boolean;
}

/** In local time, which is what zip knows: the same bytes in every zone. */
const always = new Date(2000, 0, 1);

/**
 * Writes an archive, whole or not at all, and never over a file that is there. Equal runs with equal results give equal bytes: names are
 * sorted, times are left out.
 */
export async function writeArchive(
  target: string,
  archive: RunArchive,
  files: readonly Packed[],
): Promise<Result<void>> {
  const {ZipFile} = await import('yazl');
  const beside = `${target}.${randomBytes(6).toString('hex')}.tmp`;
  const options = {mtime: always, forceDosTimestamp: true, compress: true};
  try {
    const zip = new ZipFile();
    const failed = new Promise<never>((_, reject) => zip.on('error', reject));
    const text = `${JSON.stringify(archive, spellOut, 1)}\n`;
    zip.addBuffer(Buffer.from(text), recordEntry, {...options, mode: 0o100644});
    for (const {entry, absolute, executable} of files.toSorted((a, b) => (a.entry < b.entry ? -1 : 1)))
      zip.addFile(absolute, entry, {...options, mode: executable ? 0o100755 : 0o100644});
    zip.end();
    await Promise.race([pipeline(zip.outputStream, createWriteStream(beside, {flags: 'wx'})), failed]);
    await place(beside, target);
    return ok(undefined);
  } catch (error) {
    const {code, reason} = systemError(error);
    return fail(code === 'EEXIST' ? targetThere(target) : cannotWrite(target, reason));
  } finally {
    await rm(beside, {force: true});
  }
}

/** A link is refused where something has the name, a rename is not; where the disk knows no links, the rename has to do. */
async function place(beside: string, target: string): Promise<void> {
  try {
    await link(beside, target);
  } catch (error) {
    if (systemError(error).code === 'EEXIST') throw error;
    await rename(beside, target);
  }
}
