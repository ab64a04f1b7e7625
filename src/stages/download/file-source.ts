import {createReadStream} from 'node:fs';
import {join} from 'node:path';
import {parentsOf} from '../../runner/entry-name.ts';
import {fail, ok, type Failure, type Result} from '../../runner/failure.ts';
import type {StageWork} from '../../runner/stage-definition.ts';
import {absolutePath, dataFiles, type DataFile} from './data-files.ts';
import {fileMissing, pathMissing, placeTaken} from './failures.ts';
import type {DownloadParams} from './params.ts';
import {progressReporter} from './progress.ts';
import {storeFile, type StoredFile} from './store-file.ts';
import {unpack, usualLimits} from './unpack.ts';
import {writeFailure} from './write-failure.ts';

/** Copies the user's files into the artifact, and unpacks archives there as carefully as those of strangers. */
export async function fromFiles(work: StageWork<DownloadParams>): Promise<Result<readonly StoredFile[]>> {
  if (work.params.path === undefined) return fail(pathMissing);
  const found = await dataFiles(absolutePath(work.params.path, work));
  if (!found.ok) return found;
  const stored: StoredFile[] = [];
  /** By what of the artifact is there already, files and folders. */
  const sourceOf = new Map<string, string>();
  let spent = 0;
  for (const file of found.value) {
    const other = sourceOf.get(file.path);
    if (other !== undefined) return fail(placeTaken({file: file.file, other, place: file.path}));
    const files = await take(file, work, spent);
    if (!files.ok) return files;
    stored.push(...files.value);
    for (const {path} of files.value)
      for (const taken of [path, ...parentsOf(path)]) sourceOf.set(taken, file.file);
    if (file.kind === 'archive') spent += files.value.reduce((sum, {bytes}) => sum + bytes, 0);
  }
  return ok(stored);
}

async function take(
  {file, path, kind}: DataFile,
  work: StageWork<DownloadParams>,
  spent: number,
): Promise<Result<readonly StoredFile[]>> {
  if (kind === 'table') return copy({file, path}, work);
  const unpacked = await unpack({
    archive: file,
    name: file,
    into: join(work.out, path),
    limits: {...usualLimits, bytes: work.params.max_unpacked * 2 ** 20, spent},
    signal: work.signal,
    onProgress: progressReporter(work.report, 'unpacking'),
  });
  if (!unpacked.ok) return fail(blameUser(unpacked.failure));
  return ok(
    unpacked.value.map((inside) => ({...inside, path: path === '' ? inside.path : `${path}/${inside.path}`})),
  );
}

async function copy(
  {file, path}: {readonly file: string; readonly path: string},
  work: StageWork<DownloadParams>,
): Promise<Result<readonly StoredFile[]>> {
  const source = createReadStream(file, {highWaterMark: 2 ** 18});
  try {
    return ok([await storeFile(source, {path, target: join(work.out, path)}, {signal: work.signal})]);
  } catch (error) {
    // The message names the path of the side that failed.
    if (error instanceof Error && 'path' in error && error.path === file)
      return fail(fileMissing(file, error.message));
    const failure = writeFailure(error, `copying ${file}`, work.out);
    if (failure === undefined) throw error;
    return fail(failure);
  }
}

/** An archive the user named is the user's to mend. */
const blameUser = (failure: Failure): Failure =>
  failure.code.startsWith('archive-') ? {...failure, blame: 'user'} : failure;
