import {readFileSync} from 'node:fs';
import {systemError} from '../system-error.ts';

/** A file's bytes, or others where it cannot be read: then what checks them says so. */
export function readOrNothing(file: string, instead = ''): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    systemError(error);
    return Buffer.from(instead);
  }
}
