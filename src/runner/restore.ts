import {chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync} from 'node:fs';
import {dirname, join} from 'node:path';
import type {Artifact} from './artifact.ts';
import type {StoreView} from './artifact-store.ts';
import {fail, ok, type Failure, type Result} from './failure.ts';
import {folderFiles} from './folder-files.ts';
import {shareOrCopy} from './share-file.ts';
import {systemError} from './system-error.ts';

/** A result to take out of the store. */
export interface Wanted {
  readonly stage: string;
  readonly key: string;
  /** Under the target; empty for the target itself. */
  readonly folder: string;
}

export interface Restored {
  readonly files: number;
  readonly bytes: number;
}

interface Restoring {
  readonly store: Pick<StoreView, 'find'>;
  /** A folder that is not there, or empty. */
  readonly target: string;
  /** Files of one's own, to be written to, instead of read-only ones shared with the store. */
  readonly copy: boolean;
}

/** Puts the files of artifacts into a folder: all of them, or none. */
export async function restore(
  wanted: readonly Wanted[],
  {store, target, copy}: Restoring,
): Promise<Result<Restored>> {
  const found: {readonly folder: string; readonly artifact: Artifact}[] = [];
  for (const {stage, key, folder} of wanted) {
    const looked = await store.find(key);
    if (looked.found !== 'whole')
      return fail(resultGone(stage, looked.found === 'damaged' ? looked.why : undefined));
    found.push({folder, artifact: looked.artifact});
  }
  const beside = `${target}.${process.pid}.tmp`;
  try {
    if (existsSync(target) && readdirSync(target).length > 0) return fail(targetTaken(target));
    mkdirSync(beside, {recursive: true});
    const restored = {files: 0, bytes: 0};
    for (const {folder, artifact} of found) {
      for (const {path, absolute, stat} of (await folderFiles(artifact.folder, {links: 'refuse'})).files) {
        const file = join(beside, folder, path);
        mkdirSync(dirname(file), {recursive: true});
        if (copy) {
          copyFileSync(absolute, file);
          chmodSync(file, stat.mode | 0o200);
        } else shareOrCopy(absolute, file);
        restored.files++;
        restored.bytes += stat.size;
      }
      mkdirSync(join(beside, folder), {recursive: true});
    }
    renameSync(beside, target);
    return ok(restored);
  } catch (error) {
    return fail(cannotRestore(target, systemError(error).reason));
  } finally {
    rmSync(beside, {recursive: true, force: true});
  }
}

const resultGone = (stage: string, damage: string | undefined): Failure => ({
  code: 'result-gone',
  blame: 'outside',
  what: `The result of ${stage} is no longer in the store${damage === undefined ? '' : ` as it was: ${damage}`}.`,
  todo: 'Run with the same params: what is missing is made again.',
  facts: {stage},
});

const targetTaken = (target: string): Failure => ({
  code: 'target-taken',
  blame: 'user',
  what: `${target} is there already, and not empty.`,
  where: {file: target},
  todo: 'Name another folder with `--to`, or move that one away.',
});

const cannotRestore = (target: string, reason: string): Failure => ({
  code: 'restore-refused',
  blame: 'outside',
  what: `${target} cannot be written: ${reason}.`,
  where: {file: target},
  todo: 'Name a folder that you may write, on a disk with room.',
});
