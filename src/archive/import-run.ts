import {randomBytes} from 'node:crypto';
import {copyFile, constants, mkdir, readFile, rm} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import type {ArtifactStore} from '../runner/artifact-store.ts';
import type {Draft} from '../runner/draft.ts';
import {fail, ok, type Result} from '../runner/failure.ts';
import type {Fingerprint} from '../runner/fingerprint.ts';
import {readReports} from '../runner/recorded-reports.ts';
import {systemError} from '../runner/system-error.ts';
import type {Tracking} from '../tracking/open-tracking.ts';
import {archiveDiffers, cannotWrite} from './failures.ts';
import {artifactEntry, sourceEntry, type ArchivedArtifact, type RunArchive} from './format.ts';
import type {OpenArchive} from './open-archive.ts';
import {writeRecord} from './write-record.ts';

interface Into {
  readonly store: ArtifactStore;
  readonly tracking: Tracking;
  /** Of the store. */
  readonly artifacts: string;
  readonly workspace: string;
  /** The id that the run gets; undefined where it is on record already. */
  readonly id: string | undefined;
  /** Of the archive, for messages. */
  readonly file: string;
  readonly sources: boolean;
}

/** What an import did. */
export interface Imported {
  /** Stages whose results were put into the store. */
  readonly taken: readonly string[];
  /** Stages whose results were there already. */
  readonly known: readonly string[];
  /** Stages of whose key the store has another result: that one was left. */
  readonly other: readonly string[];
  readonly files: number;
  readonly bytes: number;
  readonly sources: Sources;
}

/** Files put into the workspace, and those that were left as they are there: something else has their name. */
interface Sources {
  readonly written: readonly string[];
  readonly left: readonly string[];
}

/** Takes a run over: everything is unpacked and checked before the first thing is put in place, the record last. */
export async function importRun({archive, extract}: OpenArchive, into: Into): Promise<Result<Imported>> {
  const {store, file, artifacts, workspace} = into;
  const drafts: {readonly artifact: ArchivedArtifact; readonly draft: Draft}[] = [];
  const aside = join(artifacts, 'tmp', `import-${process.pid}-${randomBytes(6).toString('hex')}`);
  const known: string[] = [];
  const other: string[] = [];
  try {
    for (const artifact of archive.artifacts) {
      const there = await store.find(artifact.key);
      if (there.found === 'whole') {
        (there.artifact.digest === artifact.digest ? known : other).push(artifact.stage);
        continue;
      }
      const draft = await store.begin(artifact.key);
      if (!draft.ok) return draft;
      drafts.push({artifact, draft: draft.value});
      for (const each of artifact.files) {
        const done = await extract(
          artifactEntry(artifact.key, each.path),
          each,
          join(draft.value.out, each.path),
        );
        if (!done.ok) return done;
      }
    }
    const sources = into.sources ? archive.sources : [];
    for (const each of sources) {
      const done = await extract(sourceEntry(each.path), each, join(aside, each.path));
      if (!done.ok) return done;
    }
    const unread = archive.artifacts.find(({reports}) => readReports(reports) === undefined);
    if (unread !== undefined) return fail(archiveDiffers(file, `what ${unread.stage} said cannot be read`));

    for (let next = drafts[0]; next !== undefined; next = drafts[0]) {
      const done = await publish(next, archive);
      drafts.shift();
      if (!done.ok) return done;
    }
    const placed = await placeSources(
      sources.map(({path}) => path),
      {aside, workspace},
    );
    if (!placed.ok) return placed;
    const written = into.id === undefined ? ok(undefined) : writeRecord(into.tracking, into.id, archive);
    if (!written.ok) return written;
    const taken = archive.artifacts.filter(({stage}) => !known.includes(stage) && !other.includes(stage));
    const files = taken.flatMap((each) => each.files);
    return ok({
      taken: taken.map(({stage}) => stage),
      known,
      other,
      files: files.length,
      bytes: files.reduce((sum, {size}) => sum + size, 0),
      sources: placed.value,
    });
  } finally {
    for (const {draft} of drafts) await draft.discard();
    await rm(aside, {recursive: true, force: true}).catch(() => undefined);
  }
}

const publish = (
  {artifact, draft}: {readonly artifact: ArchivedArtifact; readonly draft: Draft},
  {run, fingerprints}: RunArchive,
) =>
  draft.publish({
    run: run.id,
    stage: artifact.stage,
    fingerprint: fingerprints[artifact.stage] as Fingerprint,
    reports: readReports(artifact.reports) ?? [],
    seconds: artifact.seconds,
    threads: artifact.threads,
  });

const areEqual = async (one: string, other: string): Promise<boolean> => {
  const [bytes, others] = await Promise.all([readFile(one), readFile(other).catch(() => undefined)]);
  return others !== undefined && bytes.equals(others);
};

/** Nothing that is there is written over. */
async function placeSources(
  paths: readonly string[],
  {aside, workspace}: {readonly aside: string; readonly workspace: string},
): Promise<Result<Sources>> {
  const written: string[] = [];
  const left: string[] = [];
  for (const path of paths) {
    const target = join(workspace, path);
    try {
      await mkdir(dirname(target), {recursive: true});
      await copyFile(join(aside, path), target, constants.COPYFILE_EXCL);
      written.push(path);
    } catch (error) {
      const {code, reason} = systemError(error);
      if (code !== 'EEXIST' && code !== 'ENOTDIR') return fail(cannotWrite(target, reason));
      if (!(await areEqual(join(aside, path), target))) left.push(path);
    }
  }
  return ok({written, left});
}
