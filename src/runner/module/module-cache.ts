import {createHash} from 'node:crypto';
import {existsSync, readFileSync} from 'node:fs';
import {mkdir} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import type {CodeFiles} from '../code-files.ts';
import {fail, ok, type Result} from '../failure.ts';
import {storeRefused} from '../failures/store.ts';
import {pruneCache, touch} from '../prune-cache.ts';
import {systemError} from '../system-error.ts';
import {writeWhole} from '../write-whole.ts';
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

/** In a folder of the user's cache. Only the compiled text must be kept there; where nothing else can be, it is compiled anew each time. */
export interface ModuleCache {
  readonly folder: string;
  /** Undefined where there is nothing, or anything changed. */
  readonly find: (entry: string) => CachedModule | undefined;
  /** The path of the file. */
  readonly keepBundle: (text: string) => Promise<Result<string>>;
  /** What stands behind the digest of a module that was compiled here. */
  readonly filesOf: (digest: string) => CodeFiles | undefined;
  readonly keepFiles: (digest: string, files: CodeFiles) => Promise<void>;
  /** `stamps`: of its files, as they were before they were read. */
  readonly keep: (entry: string, found: Omit<CachedModule, 'version'>) => Promise<void>;
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
    keepBundle: async (text) => {
      const file = join(folder, `${sha256(text).slice(0, 32)}.mjs`);
      try {
        if (!existsSync(file)) await write(file, text);
        return ok(file);
      } catch (error) {
        const {code} = systemError(error);
        return fail(storeRefused({doing: 'Keeping a compiled module', folder, code}));
      }
    },
    filesOf: (digest) => readJson(filesFile(digest)) as CodeFiles | undefined,
    keepFiles: (digest, files) => writeIfPossible(filesFile(digest), JSON.stringify(files)),
    keep: async (entry, found) => {
      const around = aroundOf(Object.keys(found.files)).map((path) => [path, fileStamp(path)] as const);
      const stamps = {...found.stamps, ...Object.fromEntries(around)};
      await writeIfPossible(
        recordOf(entry),
        JSON.stringify({version, ...found, stamps} satisfies CachedModule),
      );
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

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), {recursive: true});
  await writeWhole(file, text);
}

/** For what only spares time, or tells more. */
async function writeIfPossible(file: string, text: string): Promise<void> {
  try {
    await write(file, text);
  } catch (error) {
    systemError(error);
  }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
