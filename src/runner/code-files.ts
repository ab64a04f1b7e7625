import {readFile} from 'node:fs/promises';

/** The files of a module and of all that it reaches: path under `src/` → digest of its code. */
export type CodeFiles = Readonly<Record<string, string>>;

/** The files behind a module's digest. */
export type CodeFilesOf = (digest: string) => Promise<CodeFiles | undefined>;

/**
 * Reads what the build wrote beside the digests, `dist/code-files.json`, when it is first asked for. It serves explanations alone:
 * where it cannot be read, a change of code is told by its module.
 */
export function readCodeFiles(file: string): CodeFilesOf {
  let loaded: Promise<Written> | undefined;
  return async (digest) => {
    const {files, reached} = await (loaded ??= load(file));
    return reached[digest] === undefined
      ? undefined
      : Object.fromEntries(reached[digest].map((path) => [path, files[path] ?? '']));
  };
}

interface Written {
  readonly files: CodeFiles;
  /** Digest of a module → the files it is made of. */
  readonly reached: Readonly<Record<string, readonly string[]>>;
}

const load = (file: string): Promise<Written> =>
  readFile(file, 'utf8')
    .then((text) => JSON.parse(text) as Written)
    .catch(() => ({files: {}, reached: {}}));

/** One file of a module's code that is not what it was. */
export interface FileChange {
  readonly file: string;
  readonly change: 'changed' | 'new' | 'gone';
}

export function changedFiles(before: CodeFiles, after: CodeFiles): readonly FileChange[] {
  return [...new Set([...Object.keys(after), ...Object.keys(before)])].flatMap((file): FileChange[] => {
    if (before[file] === after[file]) return [];
    if (before[file] === undefined) return [{file, change: 'new'}];
    return [{file, change: after[file] === undefined ? 'gone' : 'changed'}];
  });
}
