import {nameFault, sameName} from '../runner/entry-name.ts';

/** What import refuses, export leaves out: both ask here. The reasons go on from "its entry … ". */
export function entryFault(name: string): string | undefined {
  if (name.includes('\\')) return 'has a backslash in its name';
  if (name.endsWith('/')) return 'is a folder';
  return nameFault(name);
}

/** Why these files cannot be carried together, as in `"a" has the name of another`; undefined where they can. */
export function namesFault(paths: readonly string[]): string | undefined {
  const names = new Set<string>();
  for (const path of paths) {
    const fault = entryFault(path) ?? (names.has(sameName(path)) ? 'has the name of another' : undefined);
    if (fault !== undefined) return `${JSON.stringify(path)} ${fault}`;
    names.add(sameName(path));
  }
  return undefined;
}

/** Where sources may be put: not among what this program, git or npm keep, and nothing that shells and editors read by themselves. */
export const mayLie = (path: string): boolean =>
  !/^(artifacts|node_modules)(\/|$)|^experiments\/runs\.db/i.test(path) &&
  !path.split('/').some((segment) => segment.startsWith('.') || segment.toLowerCase() === 'node_modules');
