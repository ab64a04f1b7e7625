import {linkSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {newMark} from '../process-mark.ts';
import {isHeld} from '../store-use.ts';
import {systemError} from '../system-error.ts';

/**
 * Takes a lock, a file with the mark of its process, or takes over one whose process is gone. False where another process has it, or is just
 * taking it over. Throws what the file system throws.
 */
export function takeLock(lock: string): boolean {
  for (;;) {
    if (create(lock)) return true;
    if (isHeld(lock) || !removeLeft(lock)) return false;
  }
}

/**
 * Removes a file that a process left which is gone. Of all who find it only one may: otherwise the second would remove what the first has put
 * in its place. The right to it is a file too, named after the very mark that is to go, and is itself taken over where its process is gone.
 * False where another process has that right.
 */
function removeLeft(file: string): boolean {
  const left = read(file);
  if (left === undefined) return true;
  const right = `${file}.${left.replaceAll(/[^\w-]/g, '')}`;
  if (!create(right)) return !isHeld(right) && removeLeft(right);
  try {
    // It may have gone, and another have come, before the right was had; while it is had none can.
    if (read(file) === left) rmSync(file, {force: true});
    return true;
  } finally {
    rmSync(right, {force: true});
  }
}

/** Nobody ever sees it without its mark: it is written aside and linked to its name. False where something has the name. */
function create(file: string): boolean {
  const mark = newMark();
  const aside = `${file}-${mark}.tmp`;
  try {
    writeFileSync(aside, mark);
    linkSync(aside, file);
    return true;
  } catch (error) {
    const {code} = systemError(error);
    if (code === 'EEXIST') return false;
    if (!withoutLinks.has(code)) throw error;
    return createInPlace(file, mark);
  } finally {
    rmSync(aside, {force: true});
  }
}

/** What file systems say that have no hard links. */
const withoutLinks: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

function createInPlace(file: string, mark: string): boolean {
  try {
    writeFileSync(file, mark, {flag: 'wx'});
    return true;
  } catch (error) {
    if (systemError(error).code === 'EEXIST') return false;
    throw error;
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (systemError(error).code === 'ENOENT') return undefined;
    throw error;
  }
}
