/**
 * Why an entry of an archive must not be written under this name, or undefined where it may. Backslashes count as separators,
 * so that a name is as safe on Windows as here. The reason goes on from "its entry … ".
 */
export function nameFault(name: string): string | undefined {
  const path = name.replaceAll('\\', '/');
  if (path === '' || path === '/') return 'has no name';
  if (/[\u0000-\u001f\u007f]/.test(path)) return 'has control characters in its name';
  if (path.startsWith('/')) return 'has an absolute path';
  if (/^[A-Za-z]:/.test(path)) return 'names a drive';
  const segments = path.replace(/\/$/, '').split('/');
  // Windows takes `.. ` and `...` for what is left without the last dots and spaces.
  if (segments.some((segment) => /^[. ]*\.\.[. ]*$/.test(segment))) return 'leads out of the folder (..)';
  if (segments.some((segment) => /^[. ]*$/.test(segment))) return 'has an empty step in its path';
  return undefined;
}

/** What systems leave in archives and folders beside the data. */
export const isClutter = (path: string): boolean =>
  path
    .split('/')
    .some((segment) => segment === '__MACOSX' || segment === '.DS_Store' || segment === 'Thumbs.db');

/** Names that one file system tells apart and another does not are one name here. */
export const sameName = (path: string): string => path.normalize('NFC').toLowerCase();

/** The folders a file lies in: `a/b/c.csv` → `a`, `a/b`. */
export const parentsOf = (path: string): readonly string[] => {
  const segments = path.split('/').slice(0, -1);
  return segments.map((_, index) => segments.slice(0, index + 1).join('/'));
};
