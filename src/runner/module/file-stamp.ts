import {statSync} from 'node:fs';

/** What changes whenever a file or the list of a folder may have: empty for what is not there. */
export function fileStamp(path: string): string {
  const stat = statSync(path, {bigint: true, throwIfNoEntry: false});
  if (stat === undefined) return '';
  // Clocks of file systems tick in steps of milliseconds: what was written just now may be written again within the same.
  const fresh = Math.abs(Date.now() - Number(stat.ctimeMs)) < tick;
  return fresh ? fileFresh : `${stat.size} ${stat.mtimeNs} ${stat.ctimeNs} ${stat.ino}`;
}

const tick = 50;

/** Equal to no stamp that is taken later. */
const fileFresh = 'fresh';
