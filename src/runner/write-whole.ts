import {randomBytes} from 'node:crypto';
import {rename, rm, writeFile} from 'node:fs/promises';

/** Writes a file so that whoever reads it sees the old text or the new, never a part. Throws what the file system throws. */
export async function writeWhole(file: string, text: string): Promise<void> {
  const beside = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await writeFile(beside, text);
    await rename(beside, file);
  } catch (error) {
    await rm(beside, {force: true});
    throw error;
  }
}
