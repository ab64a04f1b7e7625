import {sealOf, type FolderFile} from './folder-files.ts';
import {isObject, parseJson, type JsonObject} from './json-value.ts';

/** What an artifact holds, so that a look at the disk tells whether it is still whole. */
export interface Manifest {
  readonly key: string;
  /** The stage that it was made for. */
  readonly stage: string;
  /** Content digest of the whole. */
  readonly digest: string;
  readonly made: Made;
  /** What its files' names, sizes and times come to, taken together: see `artifactSeal`. */
  readonly seal: string;
  /** Read only where it is asked for: an artifact may hold a hundred thousand files. Undefined where it is damaged. */
  readonly files: () => readonly ManifestFile[] | undefined;
}

export interface Made {
  /** When it was published: milliseconds since 1970. */
  readonly at: number;
  /** What it took to make. */
  readonly seconds: number;
  readonly threads: number;
  /** The most that the process of its own needed, in bytes, where it had one. */
  readonly memory?: number;
}

export interface ManifestFile {
  /** Under `files/`, with `/`. */
  readonly path: string;
  readonly size: number;
  /** Milliseconds since 1970, with a fraction. */
  readonly mtime: number;
  readonly sha256: string;
}

/** While it is the same, a look at the single files can be spared. Inodes do not count: an artifact may be copied. */
export const artifactSeal = (files: readonly FolderFile[]): string => sealOf(files, ['size', 'mtimeMs']);

/** A line about the whole, then a line for each file. */
export function writeManifest(manifest: Omit<Manifest, 'files'>, files: readonly ManifestFile[]): string {
  const lines = files.map(
    ({path, size, mtime, sha256}) => `${JSON.stringify([path, size, mtime, sha256])}\n`,
  );
  const list = lines.join('');
  const {key, stage, digest, made, seal} = manifest;
  const head = {format, key, stage, digest, made, seal, files: files.length, bytes: Buffer.byteLength(list)};
  return `${JSON.stringify(head)}\n${list}`;
}

/** Undefined where it is no whole manifest. Checked by hand: it stands on the path that has to be quick. */
export function readManifest(bytes: Buffer): Manifest | undefined {
  const end = bytes.indexOf('\n') + 1;
  const head = parseJson(bytes.toString('utf8', 0, end));
  if (!isHead(head) || head.bytes !== bytes.length - end) return undefined;
  const {key, stage, digest, made, seal} = head;
  return {key, stage, digest, made, seal, files: () => readFiles(bytes.toString('utf8', end), head.files)};
}

const format = 2;

interface Head extends Omit<Manifest, 'files'> {
  readonly files: number;
  readonly bytes: number;
}

function readFiles(list: string, count: number): readonly ManifestFile[] | undefined {
  const rows = list.split('\n').slice(0, -1).map(parseJson);
  if (rows.length !== count || !rows.every(isRow)) return undefined;
  return rows.map(([path, size, mtime, sha256]) => ({path, size, mtime, sha256}));
}

const isHead = (value: unknown): value is Head =>
  isObject(value) &&
  value['format'] === format &&
  ['key', 'stage', 'digest', 'seal'].every((name) => typeof value[name] === 'string') &&
  ['files', 'bytes'].every((name) => typeof value[name] === 'number') &&
  isObject(value['made']) &&
  ['at', 'seconds', 'threads'].every((name) => typeof (value['made'] as JsonObject)[name] === 'number');

const isRow = (row: unknown): row is [path: string, size: number, mtime: number, sha256: string] =>
  Array.isArray(row) &&
  row.length === 4 &&
  typeof row[0] === 'string' &&
  typeof row[1] === 'number' &&
  typeof row[2] === 'number' &&
  typeof row[3] === 'string';
