import {join} from 'node:path';
import type {FolderFile} from './folder-files.ts';
import {artifactSeal, type Manifest, writeManifest} from './manifest.ts';
import {systemError} from './system-error.ts';
import {writeWhole} from './write-whole.ts';

/**
 * Writes down the times of an artifact's files as they are now, for files whose content was seen to be right: a store that was copied
 * is read once, not at each run. Only time is lost where it cannot be written.
 */
export async function seal(folder: string, manifest: Manifest, found: readonly FolderFile[]): Promise<void> {
  const times = new Map(found.map(({path, stat}) => [path, stat.mtimeMs]));
  const files = manifest.files()?.map((file) => ({...file, mtime: times.get(file.path) ?? file.mtime}));
  if (files === undefined) return;
  const text = writeManifest({...manifest, seal: artifactSeal(found)}, files);
  await writeWhole(join(folder, 'manifest.json'), text).catch((error: unknown) => void systemError(error));
}
