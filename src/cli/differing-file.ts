import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {compareTensors, holdsTensors} from '../ml/compare-tensors.ts';
import {artifactFolder} from '../runner/artifact.ts';
import {readManifest} from '../runner/manifest.ts';
import type {DifferingFile} from '../ui/verify-text.ts';

/** An artifact where it lies. */
interface Place {
  readonly store: string;
  readonly key: string | null;
}

/**
 * The file that tells most of how two results differ, by their manifests: the first with tensors, else the first in order of names.
 * Undefined where one of them is no longer there.
 */
export async function differingFile(before: Place, after: Place): Promise<DifferingFile | undefined> {
  const [old, now] = [await digestsOf(before), await digestsOf(after)];
  if (old === undefined || now === undefined) return undefined;
  const all = [...new Set([...old.keys(), ...now.keys()])].sort();
  const differing = all.filter((path) => old.get(path) !== now.get(path));
  const path = differing.find((each) => holdsTensors(each) && old.has(each) && now.has(each)) ?? differing[0];
  if (path === undefined) return undefined;
  const files = [differing.length, all.length] as const;
  if (!now.has(path)) return {path, files, how: 'gone'};
  if (!old.has(path)) return {path, files, how: 'new'};
  const folders = {before: filesOf(before), after: filesOf(after)};
  const tensor = holdsTensors(path) ? await compareTensors(path, folders) : undefined;
  if (tensor !== undefined) return {path, files, how: 'tensor', tensor};
  return {
    path,
    files,
    how: 'bytes',
    at: await firstByte(join(folders.before, path), join(folders.after, path)),
  };
}

const filesOf = ({store, key}: Place): string => join(artifactFolder(store, key ?? ''), 'files');

async function digestsOf({store, key}: Place): Promise<ReadonlyMap<string, string> | undefined> {
  if (key === null) return undefined;
  const bytes = await readFile(join(artifactFolder(store, key), 'manifest.json')).catch(() => undefined);
  const files = bytes === undefined ? undefined : readManifest(bytes)?.files();
  return files === undefined ? undefined : new Map(files.map(({path, sha256}) => [path, sha256]));
}

/** Larger files are not read for it. Bytes. */
const mostRead = 256 * 2 ** 20;

/** Where two files first differ; undefined where that cannot be seen. */
async function firstByte(one: string, other: string): Promise<number | undefined> {
  try {
    const [old, now] = await Promise.all([readFile(one), readFile(other)]);
    if (old.length + now.length > mostRead) return undefined;
    const end = Math.min(old.length, now.length);
    for (let at = 0; at < end; at++) if (old[at] !== now[at]) return at;
    return end;
  } catch {
    return undefined;
  }
}
