import {Buffer} from 'node:buffer';
import {buffer} from 'node:stream/consumers';
import {ZipFile} from 'yazl';

/** A sound zip archive of the files given. */
export async function zipOf(
  files: Readonly<Record<string, string | Buffer>>,
  options: {readonly compress?: boolean; readonly mode?: number} = {},
): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [path, content] of Object.entries(files))
    zip.addBuffer(Buffer.from(content), path, {
      mtime: new Date(0),
      compress: options.compress ?? true,
      ...(options.mode === undefined ? {} : {mode: options.mode}),
    });
  zip.end();
  return buffer(zip.outputStream);
}

/**
 * Renames entries in place, to names of the same length: writers refuse the names that an attacker uses.
 */
export function renamed(zip: Buffer, from: string, to: string): Buffer {
  if (from.length !== to.length) throw new Error('Both names must be of the same length.');
  return Buffer.from(zip.toString('latin1').replaceAll(from, to), 'latin1');
}

/** Changes a number in every central directory record (signature `PK\x01\x02`): what an archive says of itself need not be so. */
export function patched(
  zip: Buffer,
  field: 'flags' | 'method' | 'crc32' | 'size' | 'attributes',
  value: number,
): Buffer {
  const {offset, bytes} = fields[field];
  const copy = Buffer.from(zip);
  for (let at = copy.indexOf(centralRecord); at !== -1; at = copy.indexOf(centralRecord, at + 4))
    copy.writeUIntLE(value, at + offset, bytes);
  return copy;
}

const centralRecord = Buffer.from('PK\u0001\u0002', 'latin1');
/** APPNOTE.TXT 4.3.12. */
const fields = {
  flags: {offset: 8, bytes: 2},
  method: {offset: 10, bytes: 2},
  crc32: {offset: 16, bytes: 4},
  size: {offset: 24, bytes: 4},
  attributes: {offset: 38, bytes: 4},
} as const;

/** A sound archive, a thousandth of the size of the zeros in it. */
export const bomb = (bytes: number): Promise<Buffer> => zipOf({'zeros.csv': Buffer.alloc(bytes)});
