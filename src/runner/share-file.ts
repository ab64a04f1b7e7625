import {constants, copyFileSync, linkSync, statSync} from 'node:fs';
import {systemError} from './system-error.ts';

/**
 * Gives a second place the content of a file without storing it twice: as a clone where the file system makes those (Btrfs, XFS, APFS,
 * ZFS), else as a hard link. A file that may be written to is never linked: who wrote to one would write to both.
 * Says whether it could; throws what else the file system throws. `to` must not be there.
 */
export function shareFile(from: string, to: string): boolean {
  const {COPYFILE_EXCL, COPYFILE_FICLONE_FORCE} = constants;
  if (wasDone(() => copyFileSync(from, to, COPYFILE_EXCL | COPYFILE_FICLONE_FORCE))) return true;
  const readOnly = (statSync(from).mode & 0o222) === 0;
  return readOnly && wasDone(() => linkSync(from, to));
}

/** The same, or a copy where neither works. */
export function shareOrCopy(from: string, to: string): void {
  if (!shareFile(from, to)) copyFileSync(from, to, constants.COPYFILE_EXCL);
}

/** `false` where the file system does not do such things, or not between these places. */
function wasDone(act: () => void): boolean {
  try {
    act();
    return true;
  } catch (error) {
    if (cannot.has(systemError(error).code)) return false;
    throw error;
  }
}

const cannot = new Set([
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOTTY',
  'ENOSYS',
  'EINVAL',
  'EXDEV',
  'EPERM',
  'EMLINK',
  'EACCES',
]);
