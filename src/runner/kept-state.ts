import {chmodSync, existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {folderDigest, folderFiles} from './folder-files.ts';
import {hashFiles} from './hash-files.ts';
import {systemError} from './system-error.ts';

/** What a stage kept beside its artifact, in `state/`, for a longer one of its kind to go on from; `state.json` is about it. */
export interface KeptState {
  readonly folder: string;
  /** Of its files. */
  readonly digest: string;
  /** The run that made it. */
  readonly run: string;
  readonly threads: number;
}

/** What is known of it. */
export const stateFile = 'state.json';

/** Where an artifact keeps it. */
export const stateFolder = (artifact: string): string => join(artifact, 'state');

/** Writes down what a stage left there; its files are then read only. Throws what the file system throws. */
export async function sealState(artifact: string, by: Pick<KeptState, 'run' | 'threads'>): Promise<void> {
  const folder = stateFolder(artifact);
  if (!existsSync(folder)) return;
  const {files} = await folderFiles(folder, {links: 'refuse'});
  for (const {absolute, stat} of files) chmodSync(absolute, stat.mode & 0o555);
  writeFileSync(join(artifact, stateFile), `${JSON.stringify({digest: await digestOf(folder), ...by})}\n`);
}

/** Undefined where there is none, or one that is damaged: every byte is read, for nothing must go on from damage. */
export async function readState(artifact: string): Promise<KeptState | undefined> {
  const folder = stateFolder(artifact);
  try {
    const said: unknown = JSON.parse(readFileSync(join(artifact, stateFile), 'utf8'));
    return isAbout(said) && said.digest === (await digestOf(folder)) ? {folder, ...said} : undefined;
  } catch (error) {
    if (!(error instanceof SyntaxError)) systemError(error);
    return undefined;
  }
}

async function digestOf(folder: string): Promise<string> {
  const {files} = await folderFiles(folder, {links: 'refuse'});
  const hashes = await hashFiles(files);
  return folderDigest(files.map(({path}, each) => ({path, sha256: hashes[each] ?? ''})));
}

const isAbout = (value: unknown): value is Omit<KeptState, 'folder'> =>
  typeof value === 'object' &&
  value !== null &&
  'digest' in value &&
  'run' in value &&
  'threads' in value &&
  typeof value.digest === 'string' &&
  typeof value.run === 'string' &&
  typeof value.threads === 'number';
