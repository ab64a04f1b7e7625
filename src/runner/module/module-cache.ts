import {createHash} from 'node:crypto';
import {existsSync, mkdirSync, readFileSync, renameSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import type {CodeFiles} from '../code-files.ts';
import {pruneCache, touch} from '../prune-cache.ts';
import {fileStamp} from './file-stamp.ts';
import {readPackage, type ImportedPackage} from './compile-module.ts';
import type {ModuleDescription} from './describe-module.ts';

/** What is remembered of a compiled module, so that as long as nothing it is made of was touched it need not be compiled again. */
export interface CachedModule {
  /** Of Epochal: another one may compile otherwise. */
  readonly version: string;
  /** Path of the compiled text. */
  readonly bundle: string;
  readonly files: Readonly<Record<string, string>>;
  readonly packages: readonly ImportedPackage[];
  /** Path → size, time and inode; empty for what is not there. */
  readonly stamps: Readonly<Record<string, string>>;
  readonly description: ModuleDescription;
}

/** In a folder of the user's cache; where that cannot be written, everything is compiled anew each time. */
export interface ModuleCache {
  readonly folder: string;
  /** Undefined where there is nothing, or anything changed. */
  readonly find: (entry: string) => CachedModule | undefined;
  readonly keepBundle: (text: string) => string;
  /** What stands behind the digest of a module that was compiled here. */
  readonly filesOf: (digest: string) => CodeFiles | undefined;
  readonly keepFiles: (digest: string, files: CodeFiles) => void;
  /** `stamps`: of its files, as they were before they were read. */
  readonly keep: (entry: string, found: Omit<CachedModule, 'version'>) => void;
}

export function openModuleCache(folder: string, version: string): ModuleCache {
  const recordOf = (entry: string) => join(folder, `${sha256(entry).slice(0, 32)}.json`);
  const filesFile = (digest: string) => join(folder, `${digest.slice(0, 32)}.files.json`);
  return {
    folder,
    find: (entry) => {
      const cached = readJson(recordOf(entry)) as CachedModule | undefined;
      if (cached?.version !== version) return undefined;
      const same = Object.entries(cached.stamps).every(
        ([path, stamp]) => stamp !== 'fresh' && fileStamp(path) === stamp,
      );
      const installed = cached.packages.every(
        ({name, version: before, manifest}) =>
          readPackage(manifest)?.name === name && readPackage(manifest)?.version === before,
      );
      if (!same || !installed || !existsSync(cached.bundle)) return undefined;
      [recordOf(entry), cached.bundle].forEach((file) => touch(file));
      return cached;
    },
    keepBundle: (text) => {
      const file = join(folder, `${sha256(text).slice(0, 32)}.mjs`);
      if (!existsSync(file)) write(file, text);
      return file;
    },
    filesOf: (digest) => readJson(filesFile(digest)) as CodeFiles | undefined,
    keepFiles: (digest, files) => write(filesFile(digest), JSON.stringify(files)),
    keep: (entry, found) => {
      const around = aroundOf(Object.keys(found.files)).map((path) => [path, fileStamp(path)] as const);
      const stamps = {...found.stamps, ...Object.fromEntries(around)};
      write(recordOf(entry), JSON.stringify({version, ...found, stamps} satisfies CachedModule));
      pruneCache(folder);
    },
  };
}

/** A new file in a folder, a package.json or a tsconfig.json above it can change what an import means. */
function aroundOf(files: readonly string[]): readonly string[] {
  const around = new Set<string>();
  for (const file of files) {
    around.add(dirname(file));
    for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
      around.add(join(folder, 'tsconfig.json'));
      around.add(join(folder, 'package.json'));
    }
  }
  return [...around];
}

/** What this program wrote; undefined where it is not there or torn. */
function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Whole or not at all: others may read it at the same time. */
function write(file: string, text: string): void {
  mkdirSync(dirname(file), {recursive: true});
  const aside = `${file}.${process.pid}`;
  writeFileSync(aside, text);
  renameSync(aside, file);
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
