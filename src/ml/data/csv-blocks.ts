import {open} from 'node:fs/promises';
import {createGunzip} from 'node:zlib';

/** Bytes a read asks for. Large enough that a read costs nothing beside the parsing of what it brings. */
const chunkSize = 1 << 20;

/** A line longer than this is no line of a table: a picture of 2,000 × 2,000 pixels as text fits. */
const longestLine = 16 << 20;

/** Thrown by `csvBlocks` for a file without line ends. */
export class LineTooLong extends Error {}

/**
 * A text file's bytes in blocks of whole lines, each ending in `\n`; gzip is told by its first bytes and unpacked on the way.
 * A byte order mark is left out. Most blocks are views of what was read, not copies.
 * Throws what the file system and zlib throw, and `LineTooLong`.
 */
export async function* csvBlocks(file: string, signal?: AbortSignal): AsyncGenerator<Buffer, void, void> {
  let rest: Buffer = Buffer.alloc(0);
  let first = true;
  for await (let chunk of await openBytes(file, signal)) {
    if (first && chunk.length >= 3 && chunk.readUIntBE(0, 3) === 0xefbbbf) chunk = chunk.subarray(3);
    first = false;

    const lastEnd = chunk.lastIndexOf(10) + 1;
    if (lastEnd > 0) {
      const firstEnd = rest.length > 0 ? chunk.indexOf(10) + 1 : 0;
      if (firstEnd > 0) yield Buffer.concat([rest, chunk.subarray(0, firstEnd)]);
      if (lastEnd > firstEnd) yield chunk.subarray(firstEnd, lastEnd);
      rest = chunk.subarray(lastEnd);
    } else {
      rest = Buffer.concat([rest, chunk]);
      if (rest.length > longestLine) throw new LineTooLong(file);
    }
  }
  if (rest.length > 0) yield Buffer.concat([rest, Buffer.of(10)]);
}

const openBytes = async (file: string, signal?: AbortSignal): Promise<AsyncIterable<Buffer>> => {
  const handle = await open(file);
  const magic = await handle.read({buffer: Buffer.alloc(2), position: 0});
  const raw = handle.createReadStream({start: 0, highWaterMark: chunkSize, ...(signal && {signal})});
  if (magic.bytesRead < 2 || magic.buffer.readUInt16BE() !== 0x1f8b) return raw;
  const gunzip = createGunzip({chunkSize});
  raw.on('error', (error) => gunzip.destroy(error));
  gunzip.on('close', () => raw.destroy());
  return raw.pipe(gunzip);
};
