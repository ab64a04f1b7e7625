import {statSync} from 'node:fs';
import {isAbsolute, join} from 'node:path';
import {mayLie, namesFault} from '../archive/entry-names.ts';
import type {ArchivedFile, RunArchive} from '../archive/format.ts';
import type {Failure, Result} from '../runner/failure.ts';
import type {Fingerprint} from '../runner/fingerprint.ts';
import {folderFiles, type FolderFile} from '../runner/folder-files.ts';
import {hashFiles} from '../runner/hash-files.ts';
import {meansFile} from '../runner/module/load-modules.ts';
import type {PlannedRun} from '../runner/pipeline.ts';

/** Files outside the pipeline that stages read, as far as an archive can carry them. */
export interface SourceFiles {
  readonly files: readonly (ArchivedFile & {readonly absolute: string; readonly executable: boolean})[];
  readonly missing: RunArchive['missing'];
}

interface Around {
  readonly workspace: string;
  /** The run as it would be made again, which tells of what files its modules are now. */
  readonly planned: Result<PlannedRun, readonly Failure[]>;
  readonly digest: (path: string) => Promise<Result<string>>;
}

/** Data belong to the results; what is larger than this all together is no source. Bytes. */
const most = 100 * 2 ** 20;

/**
 * What the stages of a run read beside their inputs, and the modules behind `uses: ./mine.ts`, where it lies in the workspace and is still what they read. The rest is named with
 * the reason why it is not taken.
 */
export async function sourceFiles(
  fingerprints: ReadonlyMap<string, Fingerprint>,
  {workspace, digest, planned}: Around,
): Promise<SourceFiles> {
  const found = new Map<string, FolderFile>();
  const missing: {stage: string; what: string; why: string}[] = [];
  let bytes = 0;
  const take = (files: readonly FolderFile[], miss: (why: string) => void): void => {
    const fault = placeFault([...new Set([...found.keys(), ...files.map(({path}) => path)])]);
    if (fault !== undefined) {
      miss(fault);
      return;
    }
    const size = files.reduce((sum, {stat}) => sum + stat.size, 0);
    if (bytes + size > most) {
      miss('it is too large for an archive of results');
      return;
    }
    bytes += size;
    for (const file of files) found.set(file.path, file);
  };
  for (const [stage, fingerprint] of fingerprints) {
    const {externals = {}, packages = {}} = fingerprint;
    if (meansFile(fingerprint.definition)) {
      const paths = moduleFiles(stage, fingerprint, planned);
      const miss = (why: string) => missing.push({stage, what: fingerprint.definition, why});
      if (paths === undefined) miss('its code has changed since');
      else take((await Promise.all(paths.map((path) => filesAt(join(workspace, path), path)))).flat(), miss);
    }
    for (const [name, version] of Object.entries(packages))
      missing.push({stage, what: `the package ${name} ${version}`, why: '`npm install` fetches it'});
    for (const [what, then] of Object.entries(externals)) {
      const miss = (why: string) => missing.push({stage, what, why});
      if (isAbsolute(what)) {
        miss('it lies outside the workspace');
        continue;
      }
      const absolute = join(workspace, what);
      const now = await digest(absolute);
      if (!now.ok) miss('it is not there any more, or stands for many files');
      else if (now.value !== then) miss('it has changed since');
      else take(await filesAt(absolute, what), miss);
    }
  }
  const files = [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  const hashes = await hashFiles(files);
  return {
    files: files.map(({path, absolute, stat}, each) => ({
      path,
      absolute,
      size: stat.size,
      sha256: hashes[each] ?? '',
      executable: (stat.mode & 0o111) !== 0,
    })),
    missing,
  };
}

/** Why files of these paths must not be put into another workspace; undefined where they may. */
function placeFault(paths: readonly string[]): string | undefined {
  if (paths.some((path) => path.startsWith('../'))) return 'it lies outside the workspace';
  const kept = paths.find((path) => !mayLie(path));
  return kept === undefined ? namesFault(paths) : `no archive may put ${kept} into a workspace`;
}

/** From the workspace on; undefined where the code of now is not that of then. */
function moduleFiles(
  stage: string,
  then: Fingerprint,
  planned: Around['planned'],
): readonly string[] | undefined {
  const now = planned.ok ? planned.value.pipeline.stages.find(({name}) => name === stage) : undefined;
  const own = now?.definition.own;
  return own?.kind === 'module' && then.code[own.module.name] === own.digest
    ? Object.keys(own.files)
    : undefined;
}

/** A folder's files are named from the workspace on, too. */
async function filesAt(absolute: string, path: string): Promise<readonly FolderFile[]> {
  const stat = statSync(absolute);
  if (!stat.isDirectory()) return [{path, absolute, stat}];
  const {files} = await folderFiles(absolute, {links: 'follow'});
  return files.map((file) => ({...file, path: `${path}/${file.path}`}));
}
