import {lstatSync, readFileSync, renameSync} from 'node:fs';
import {join} from 'node:path';
import {appendLines} from './append-lines.ts';
import {artifactFolder} from './artifact.ts';
import type {FolderFile} from './folder-files.ts';
import {hashFiles} from './hash-files.ts';
import {shareFile} from './share-file.ts';
import {systemError} from './system-error.ts';
import {writeWhole} from './write-whole.ts';

/**
 * Where in the store a content lies already, so that equal files of artifacts take their room on the disk once. It is a hint and no more:
 * what it names may be gone or damaged, and is read before anything is shared with it.
 */
export interface ContentIndex {
  /** Replaces files of a draft by shares of equal ones in the store. Gives them as they are then. `aside`: a free name on the same disk. */
  readonly share: (hashed: readonly HashedFile[], aside: string) => Promise<readonly HashedFile[]>;
  readonly add: (key: string, files: readonly HashedFile[]) => void;
}

export interface HashedFile extends FolderFile {
  readonly sha256: string;
}

/** Bytes. Below it the room saved is not worth the line. */
const worthSharing = 64 * 1024;

export function openContentIndex(store: string): ContentIndex {
  const file = join(store, contentIndexFile);
  let loaded: Map<string, Place> | undefined;
  const places = () => (loaded ??= load(file));
  const share = async (given: HashedFile, aside: string): Promise<HashedFile> => {
    const place = given.stat.size < worthSharing ? undefined : places().get(given.sha256);
    if (place === undefined) return given;
    try {
      const absolute = join(artifactFolder(store, place.key), 'files', place.path);
      const stat = lstatSync(absolute);
      if (stat.ino === given.stat.ino || !stat.isFile() || stat.size !== given.stat.size) return given;
      const [sha256] = await hashFiles([{path: place.path, absolute, stat}]);
      if (sha256 !== given.sha256) return given;
      if (!shareFile(absolute, aside)) return given;
      renameSync(aside, given.absolute);
      return {...given, stat: lstatSync(given.absolute)};
    } catch (error) {
      systemError(error);
      return given;
    }
  };
  return {
    share: async (hashed, aside) => {
      const files: HashedFile[] = [];
      for (const each of hashed) files.push(await share(each, `${aside}-${files.length}`));
      return files;
    },
    add: (key, files) => {
      const large = files.filter(({stat}) => stat.size >= worthSharing);
      for (const {sha256, path} of large) loaded?.set(sha256, {key, path});
      const lines = large.map(({sha256, path}) => `${JSON.stringify([sha256, key, path])}\n`);
      if (lines.length > 0) appendLines(file, lines.join(''));
    },
  };
}

export const contentIndexFile = 'contents.jsonl';

/** Every place that the index names. */
export const knownContents = (store: string): readonly Content[] =>
  [...load(join(store, contentIndexFile))].map(([sha256, place]) => ({sha256, ...place}));

export interface Content extends Place {
  readonly sha256: string;
}

interface Place {
  readonly key: string;
  readonly path: string;
}

function load(file: string): Map<string, Place> {
  try {
    return new Map(
      readFileSync(file, 'utf8')
        .split('\n')
        .map((line) => parse(line))
        .filter(isRow)
        .map(([sha256, key, path]) => [sha256, {key, path}]),
    );
  } catch (error) {
    systemError(error);
    return new Map();
  }
}

/** A line that a kill tore is passed over. */
const parse = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};

const isRow = (row: unknown): row is [sha256: string, key: string, path: string] =>
  Array.isArray(row) && row.length === 3 && row.every((cell) => typeof cell === 'string');

/** Leaves out what is gone. A line that another process adds meanwhile may be lost: that costs room, nothing else. */
export async function forgetContents(store: string, keys: ReadonlySet<string>): Promise<void> {
  await keepContents(store, ({key}) => !keys.has(key));
}

/** Leaves in the index what is to be kept. */
export async function keepContents(store: string, keep: (place: Content) => boolean): Promise<void> {
  const file = join(store, contentIndexFile);
  const places = load(file);
  const kept = [...places].filter(([sha256, place]) => keep({sha256, ...place}));
  if (kept.length === places.size) return;
  const lines = kept.map(([sha256, {key, path}]) => `${JSON.stringify([sha256, key, path])}\n`);
  await writeWhole(file, lines.join('')).catch((error: unknown) => void systemError(error));
}
