import {realpathSync} from 'node:fs';
import {homedir} from 'node:os';
import {basename, dirname, relative, sep} from 'node:path';
import {fileURLToPath} from 'node:url';
import type {StageDefinition} from '../stage-definition.ts';

/** Where systems keep programs, libraries and what they say of themselves. */
const system = /^\/(usr|lib|lib32|lib64|bin|sbin|etc|proc|sys|dev|run|opt|snap|nix|var|System|Library)(\/|$)/;
/** Packages and what interpreters make for themselves. */
const packages = /\/(node_modules|site-packages|dist-packages|__pycache__|\.git|node-compile-cache)\//;

interface Around {
  readonly workspace: string;
  /** That the stage started. */
  readonly programs: readonly string[];
  readonly definition: StageDefinition;
}

/** Whether a file that was read is data that the stage should declare: no part of the system, of a program or package, or of Epochal. */
export function foreign({workspace, programs, definition}: Around): (file: string) => boolean {
  const home = realPath(homedir());
  const own = definition.own?.kind === 'module' ? definition.own.module : undefined;
  const sources = (own?.sources ?? []).map((source) => realPath(source));
  // `/home/me/.venv/bin/python` brings all of `/home/me/.venv`.
  const prefixes = [...programs, process.execPath]
    .filter((program) => basename(dirname(program)) === 'bin')
    .flatMap((program) => [program, realPath(program)])
    .map((program) => dirname(dirname(program)))
    .filter((prefix) => prefix !== '/' && !isBelow(workspace, prefix));
  const ours = [
    dirname(fileURLToPath(import.meta.url)),
    ...(own === undefined ? [] : [realPath(dirname(own.bundle))]),
  ];
  return (file) => {
    if (packages.test(file) || basename(file) === 'package.json' || basename(file) === 'pyvenv.cfg')
      return false;
    if (sources.includes(file) || [...prefixes, ...ours].some((folder) => isBelow(file, folder)))
      return false;
    // Results and the record are reached by `needs:` alone.
    if (isBelow(file, workspace))
      return !/^(artifacts\/|experiments\/runs\.db)/.test(relative(workspace, file));
    if (system.test(file)) return false;
    return !(isBelow(file, home) && relative(home, file).startsWith('.'));
  };
}

export const isBelow = (file: string, folder: string): boolean =>
  file === folder || file.startsWith(folder.endsWith(sep) ? folder : folder + sep);

/** The path itself where it is not there. */
export function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
