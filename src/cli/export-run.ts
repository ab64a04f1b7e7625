import {readFile} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import {runUnderWay, storedDamaged} from '../archive/failures.ts';
import {namesFault} from '../archive/entry-names.ts';
import {artifactEntry, sourceEntry, type ArchivedArtifact, type RunArchive} from '../archive/format.ts';
import {writeArchive, type Packed} from '../archive/write-archive.ts';
import {artifactFolder, type Artifact} from '../runner/artifact.ts';
import {viewStore, type StoreView} from '../runner/artifact-store.ts';
import {fail, ok, type Result} from '../runner/failure.ts';
import {folderFiles} from '../runner/folder-files.ts';
import {hashFiles} from '../runner/hash-files.ts';
import {readManifest} from '../runner/manifest.ts';
import type {StageDetail} from '../tracking/run-summary.ts';
import {exportText} from '../ui/archive-text.ts';
import type {ExportRunOptions} from './options/repeats.ts';
import {planAgain, readRecordedRun, type RecordedRun} from './recorded-run.ts';
import {print, refuse} from './say.ts';
import {sourceFiles} from './source-files.ts';
import {version} from './version.ts';
import {workspaceOf} from './workspace.ts';

/** `epochal export-run <run>`: one file with the record and the results of a run, for another machine. */
export async function exportRunVerb(name: string, options: ExportRunOptions): Promise<number> {
  const {record, artifacts, folder} = workspaceOf(options.file);
  const recorded = readRecordedRun(record, name);
  if (!recorded.ok) return refuse([recorded.failure]);
  const {run, record: kept} = recorded.value;
  if (run.status === 'running') return refuse([runUnderWay(run.id)]);
  const store = viewStore(artifacts);
  const results = await packResults(recorded.value, store, artifacts);
  if (!results.ok) return refuse([results.failure]);
  const sources = await sourceFiles(kept.fingerprints, {
    workspace: folder,
    planned: await planAgain(options.file, recorded.value),
    digest: store.digest,
  });
  const {id, experiment, pipeline, status, started, seconds} = run;
  const {params, facts, tags, stages, environment, notes, metrics} = run;
  const archive: RunArchive = {
    format: 1,
    epochal: version,
    run: {
      ...{id, experiment, pipeline, status, started, seconds},
      ...{params, facts, tags, stages, environment, notes, metrics},
    },
    recipe: kept.recipe ?? null,
    changes: kept.changes ?? null,
    fingerprints: Object.fromEntries(kept.fingerprints),
    artifacts: results.value.artifacts,
    sources: sources.files.map(({path, size, sha256}) => ({path, size, sha256})),
    missing: [...results.value.missing, ...sources.missing],
  };
  const target = options.output ?? `${run.id}.zip`;
  const written = await writeArchive(resolve(target), archive, [
    ...results.value.files,
    ...sources.files.map(({path, absolute, executable}) => ({
      entry: sourceEntry(path),
      absolute,
      executable,
    })),
  ]);
  if (!written.ok) return refuse([written.failure]);
  await print(exportText(target, archive));
  return 0;
}

interface Results {
  readonly artifacts: readonly ArchivedArtifact[];
  readonly files: readonly Packed[];
  readonly missing: RunArchive['missing'];
}

/** What the store has of the run's results, each read and found to be what it was. */
async function packResults(
  {run, record}: RecordedRun,
  store: StoreView,
  artifacts: string,
): Promise<Result<Results>> {
  const packed = new Map<string, ArchivedArtifact>();
  const files: Packed[] = [];
  const missing: {stage: string; what: string; why: string}[] = [];
  for (const stage of run.stages) {
    const {name, key, digest} = stage;
    if (key === null || digest === null || packed.has(key)) continue;
    const found = await store.find(key);
    const why = whyNot(
      stage,
      found.found === 'whole' ? found.artifact : undefined,
      record.fingerprints.has(name),
    );
    if (why !== undefined || found.found !== 'whole') {
      missing.push({stage: name, what: 'its result', why: why ?? ''});
      continue;
    }
    const pack = await packOne(stage, found.artifact, artifacts);
    if (!pack.ok) return pack;
    const fault = namesFault(pack.value.artifact.files.map(({path}) => path));
    if (fault !== undefined) {
      missing.push({stage: name, what: 'its result', why: fault});
      continue;
    }
    packed.set(key, pack.value.artifact);
    files.push(...pack.value.files);
  }
  return ok({artifacts: [...packed.values()], files, missing});
}

function whyNot({digest}: StageDetail, artifact: Artifact | undefined, isKnown: boolean): string | undefined {
  if (artifact === undefined) return 'it is no longer in the store';
  if (artifact.digest !== digest) return 'the store has another one by now';
  return isKnown ? undefined : 'what decided it is not on record';
}

async function packOne(
  {name, key}: StageDetail,
  {digest, folder, made}: Artifact,
  store: string,
): Promise<Result<{readonly artifact: ArchivedArtifact; readonly files: readonly Packed[]}>> {
  const around = artifactFolder(store, key ?? '');
  const listed = readManifest(await readFile(join(around, 'manifest.json')))?.files() ?? [];
  const reports = await readFile(join(around, 'reports.jsonl'), 'utf8');
  const {files} = await folderFiles(folder, {links: 'refuse'});
  const hashes = await hashFiles(files);
  const known = new Map(listed.map(({path, sha256}) => [path, sha256]));
  const damaged = files.find(({path}, each) => known.get(path) !== hashes[each]);
  if (damaged !== undefined) return fail(storedDamaged(name, damaged.path));
  return ok({
    artifact: {
      key: key ?? '',
      stage: name,
      digest,
      seconds: made.seconds,
      threads: made.threads,
      reports,
      files: files.map(({path, stat}, each) => ({path, size: stat.size, sha256: hashes[each] ?? ''})),
    },
    files: files.map(({path, absolute, stat}) => ({
      entry: artifactEntry(key ?? '', path),
      absolute,
      executable: (stat.mode & 0o111) !== 0,
    })),
  });
}
