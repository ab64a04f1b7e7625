import {createHash} from 'node:crypto';
import {deflateSync, inflateSync} from 'node:zlib';
import type {Tracking} from './open-tracking.ts';

/** No text that is kept is longer, in bytes. */
const longest = 64 * 2 ** 20;

/** Keeps a text, once, inside the transaction that is under way. Gives its SHA-256, by which it is found again. */
export function keepContent({prepare}: Tracking, text: string): string {
  const sha256 = createHash('sha256').update(text).digest('hex');
  const known = prepare<[string], unknown>('SELECT 1 FROM contents WHERE sha256 = ?').get(sha256);
  if (known === undefined)
    prepare('INSERT INTO contents (sha256, body) VALUES (?, ?)').run(sha256, deflateSync(text));
  return sha256;
}

/** Undefined where it is not kept, or not whole. */
export function readContent({prepare}: Tracking, sha256: string): string | undefined {
  const row = prepare<[string], {readonly body: Buffer}>('SELECT body FROM contents WHERE sha256 = ?').get(
    sha256,
  );
  try {
    const text = row === undefined ? '' : inflateSync(row.body, {maxOutputLength: longest}).toString();
    return createHash('sha256').update(text).digest('hex') === sha256 ? text : undefined;
  } catch {
    return undefined;
  }
}
