import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {artifactFolder} from '../artifact.ts';
import {fail, ok, type Result} from '../failure.ts';
import {storeRefused} from '../failures/store.ts';
import type {Fingerprint} from '../fingerprint.ts';
import {type FolderFile, folderFiles} from '../folder-files.ts';
import {type Manifest, readManifest} from '../manifest.ts';
import {readFingerprint} from '../read-fingerprint.ts';
import {systemError} from '../system-error.ts';

/** Something in the store that takes room. */
export interface Stored {
  readonly kind: 'artifact' | 'scratch' | 'damaged';
  /** Empty where it is no artifact's. */
  readonly key: string;
  readonly folder: string;
  /** By inode, since files may be shared: its bytes. */
  readonly room: ReadonlyMap<number, number>;
  /** Milliseconds since 1970: when it was made, or last written to. */
  readonly at: number;
  /** Of an artifact whose manifest can be read. */
  readonly manifest?: Manifest;
  /** Of an artifact whose fingerprint can be read. */
  readonly fingerprint?: Fingerprint;
}

/** Everything in the store that can be deleted, in no order. */
export async function lookThrough(store: string): Promise<Result<readonly Stored[]>> {
  try {
    return ok(await listStored(store));
  } catch (error) {
    const {code} = systemError(error);
    return fail(storeRefused({doing: 'Looking through the artifact store', folder: store, code}));
  }
}

/** As `lookThrough`, but throws what the file system throws. */
export async function listStored(store: string): Promise<readonly Stored[]> {
  const artifacts = await Promise.all(artifactKeys(store).map((key) => readArtifact(store, key)));
  const others = (['scratch', 'damaged'] as const).map((kind) =>
    Promise.all(foldersIn(join(store, kind)).map((name) => readOther(join(store, kind, name), kind, name))),
  );
  return [...artifacts, ...(await Promise.all(others)).flat()].filter((each) => each !== undefined);
}

/** The keys of the artifacts in a store, damaged or not. */
export const artifactKeys = (store: string): readonly string[] =>
  foldersIn(store)
    .filter((shelf) => /^[0-9a-f]{2}$/.test(shelf))
    .flatMap((shelf) => foldersIn(join(store, shelf)).filter((key) => key.startsWith(shelf) && isKey(key)));

const isKey = (name: string): boolean => /^[0-9a-f]{64}$/.test(name);

const foldersIn = (folder: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder, {withFileTypes: true})
        .filter((entry) => entry.isDirectory())
        .map(({name}) => name)
        .sort()
    : [];

async function readArtifact(store: string, key: string): Promise<Stored | undefined> {
  const folder = artifactFolder(store, key);
  const files = await filesOf(folder);
  if (files === undefined) return undefined;
  const manifest = readManifest(bytesOf(join(folder, 'manifest.json')));
  const fingerprint = readFingerprint(bytesOf(join(folder, 'fingerprint.json')).toString());
  return {
    kind: 'artifact',
    key,
    folder,
    room: roomOf(files),
    at: manifest?.made.at ?? newest(files),
    ...(manifest === undefined ? {} : {manifest}),
    ...(fingerprint === undefined ? {} : {fingerprint}),
  };
}

async function readOther(
  folder: string,
  kind: 'scratch' | 'damaged',
  name: string,
): Promise<Stored | undefined> {
  const files = await filesOf(folder);
  return files === undefined
    ? undefined
    : {kind, key: name.slice(0, 64), folder, room: roomOf(files), at: newest(files)};
}

/** Undefined where it was deleted meanwhile. */
async function filesOf(folder: string): Promise<readonly FolderFile[] | undefined> {
  try {
    return (await folderFiles(folder, {links: 'refuse'})).files;
  } catch (error) {
    if (systemError(error).code === 'ENOENT') return undefined;
    throw error;
  }
}

const roomOf = (files: readonly FolderFile[]): ReadonlyMap<number, number> =>
  new Map(files.map(({stat}) => [stat.ino, stat.size]));

/** Of more files than a call takes arguments, too. */
const newest = (files: readonly FolderFile[]): number =>
  files.reduce((latest, {stat}) => Math.max(latest, stat.mtimeMs), 0);

function bytesOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    systemError(error);
    return Buffer.alloc(0);
  }
}
