import {createHash} from 'node:crypto';
import {createWriteStream} from 'node:fs';
import {mkdir} from 'node:fs/promises';
import {dirname} from 'node:path';
import {Transform, type Readable} from 'node:stream';
import {pipeline} from 'node:stream/promises';

/** A file of the artifact. */
export interface StoredFile {
  /** Seen from the artifact's folder, with `/`. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * Writes a stream into a new file, and returns what was written. `inspect` sees each chunk before it is written and throws to stop.
 * Throws what the streams throw; a file half written is left to the caller, who knows the whole folder.
 */
export async function storeFile(
  from: Readable,
  file: {readonly path: string; readonly target: string},
  options: {readonly signal: AbortSignal; readonly inspect?: (chunk: Buffer) => void},
): Promise<StoredFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  const watched = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      try {
        options.inspect?.(chunk);
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)));
        return;
      }
      bytes += chunk.length;
      hash.update(chunk);
      done(null, chunk);
    },
  });
  await mkdir(dirname(file.target), {recursive: true});
  // `wx`: nothing is ever overwritten.
  await pipeline(from, watched, createWriteStream(file.target, {flags: 'wx'}), {signal: options.signal});
  return {path: file.path, bytes, sha256: hash.digest('hex')};
}
