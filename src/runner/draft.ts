import {chmodSync, lstatSync, mkdirSync, renameSync, writeFileSync} from 'node:fs';
import {open, rm} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {type Artifact, artifactFolder, type Lookup} from './artifact.ts';
import type {Claims} from './claims.ts';
import type {ContentIndex, HashedFile} from './content-index.ts';
import {fail, ok, type Result} from './failure.ts';
import {notPlainFile, outputReplaced, storeRefused} from './failures/store.ts';
import type {CodeHistory} from './code-history.ts';
import type {FingerprintIndex} from './fingerprint-index.ts';
import type {Fingerprint} from './fingerprint.ts';
import {folderDigest, folderFiles} from './folder-files.ts';
import {hashFiles} from './hash-files.ts';
import {sealState, stateFolder} from './kept-state.ts';
import {artifactSeal, writeManifest} from './manifest.ts';
import {ownFiles} from './own-files.ts';
import {newMark} from './process-mark.ts';
import {type RecordedReport, writeReports} from './recorded-reports.ts';
import {takeScratch} from './scratch.ts';
import {systemError} from './system-error.ts';

/** An artifact in the making: nobody sees it until it is published, whole. */
export interface Draft {
  /** The empty folder to write into. */
  readonly out: string;
  readonly scratch: string;
  /** Where it was asked for: an empty folder beside it, for what a longer stage of its kind can go on from. No part of the digest. */
  readonly state?: string;
  /** Where another process published the key first, its artifact is taken instead. */
  readonly publish: (record: PublishRecord) => Promise<Result<Artifact>>;
  /** Throws it away, if it was not published; scratch stays for the next attempt. */
  readonly discard: () => Promise<void>;
}

interface PublishRecord {
  /** Of the run that it was made for. */
  readonly run?: string;
  readonly stage: string;
  readonly fingerprint: Fingerprint;
  readonly reports: readonly RecordedReport[];
  readonly seconds: number;
  readonly threads: number;
  readonly memory?: number | undefined;
  /** Whether it takes the place of another result of the same key. */
  readonly replace?: boolean;
}

interface Shelf {
  readonly store: string;
  readonly key: string;
  readonly find: (key: string) => Promise<Lookup>;
  readonly now: () => number;
  readonly index: FingerprintIndex;
  readonly code: CodeHistory;
  readonly contents: ContentIndex;
  readonly claims: Claims;
  /** Whether it may keep something for a longer stage of its kind. */
  readonly keepsState: boolean;
}

interface Written {
  readonly artifact: Artifact;
  readonly files: readonly HashedFile[];
}

/**
 * What took so long to make is on the disk before it is seen. The rest is left to the system to write: where power fails first,
 * sizes tell, and it is made again in less time than the waiting would have cost over the years.
 */
const worthWaiting = 1;

/** Single calls are sync: each async one waits for its turn twice, which on a busy machine is most of a short stage. */
export async function beginDraft({
  store,
  key,
  find,
  now,
  index,
  contents,
  code,
  claims,
  keepsState,
}: Shelf): Promise<Result<Draft>> {
  const mark = newMark();
  const made = join(store, 'tmp', mark);
  const out = join(made, 'files');
  const aside = join(store, 'tmp', `${mark}-scratch`);
  const refused = (doing: string, error: unknown) =>
    fail(storeRefused({doing, folder: store, code: systemError(error).code}));
  const remove = (folder: string) => rm(folder, {recursive: true, force: true}).catch(() => undefined);
  try {
    mkdirSync(join(store, 'tmp'), {recursive: true});
    // One by one: of a disk that may only be read Node says, for several at once, that something is not there.
    mkdirSync(made);
    mkdirSync(out);
    if (keepsState) mkdirSync(stateFolder(made));
    const scratch = takeScratch({folder: join(store, 'scratch'), key, claims, aside});
    let ended = false;
    const end = async (published: boolean) => {
      if (ended) return;
      ended = true;
      scratch.release();
      if (!published) await remove(made);
      if (scratch.folder === aside) await remove(aside);
    };
    const publish = async (record: PublishRecord): Promise<Result<Artifact>> => {
      let published = false;
      try {
        const written = await write(record);
        if (!written.ok) return written;
        const {artifact, files} = written.value;
        const {stage, fingerprint} = record;
        // Before it is seen: a kill in between leaves a line about a result that is gone, and none leaves a result of which no line tells.
        await code.keep(Object.values(fingerprint.code));
        await index.add({key, stage, fingerprint, digest: artifact.digest});
        const placed = await place(artifact, record.replace === true);
        published = placed === artifact;
        if (published) contents.add(key, files);
        scratch.clear();
        return ok(placed);
      } catch (error) {
        return refused('Keeping the result', error);
      } finally {
        await end(published);
      }
    };
    return ok({
      out,
      scratch: scratch.folder,
      ...(keepsState ? {state: stateFolder(made)} : {}),
      publish,
      discard: () => end(false),
    });
  } catch (error) {
    await remove(made);
    return refused('Making room for the result', error);
  }

  /** Everything that belongs to the artifact, still out of sight. */
  async function write({
    run = '',
    stage,
    fingerprint,
    reports,
    seconds,
    threads,
    memory,
  }: PublishRecord): Promise<Result<Written>> {
    const there = lstatSync(out, {throwIfNoEntry: false});
    // What it points to is not the stage's: it would be made read only, and take part in what equal files share.
    if (there?.isDirectory() !== true) return fail(outputReplaced(stage, there));
    const {files: left, notPlain} = await folderFiles(out, {links: 'refuse'});
    const [odd] = notPlain;
    if (odd !== undefined) return fail(notPlainFile(odd.absolute.slice(out.length + 1), odd.kind));
    const files = await ownFiles(left, join(made, 'own'));
    const hashes = await hashFiles(files);
    const hashed = files.map((file, each) => ({...file, sha256: hashes[each] ?? ''}));
    const kept = await contents.share(hashed, join(made, 'shared'));
    const listed = kept.map(({path, stat, sha256}) => ({path, size: stat.size, mtime: stat.mtimeMs, sha256}));
    // Folders stay writable: an artifact must be easy to delete.
    for (const {absolute, stat} of kept) chmodSync(absolute, stat.mode & 0o555);
    const digest = folderDigest(listed);
    const record = {at: now(), seconds, threads, ...(memory === undefined ? {} : {memory})};
    const manifest = {key, stage, digest, made: record, seal: artifactSeal(kept)};
    const around = {
      'fingerprint.json': `${JSON.stringify(fingerprint, undefined, 2)}\n`,
      'reports.jsonl': writeReports(reports),
      'manifest.json': writeManifest(manifest, listed),
    };
    for (const [name, text] of Object.entries(around)) writeFileSync(join(made, name), text);
    await sealState(made, {run, threads});
    if (seconds >= worthWaiting)
      await settle([
        ...Object.keys(around).map((name) => join(made, name)),
        ...kept.map(({absolute}) => absolute),
      ]);
    const artifact = {key, digest, reports, made: record, folder: join(artifactFolder(store, key), 'files')};
    return ok({artifact, files: kept});
  }

  /** The one rename that makes it seen; or whose artifact was there before. */
  async function place(artifact: Artifact, replace: boolean): Promise<Artifact> {
    const target = artifactFolder(store, key);
    for (let shelf = 'unknown'; ;) {
      try {
        renameSync(made, target);
        return artifact;
      } catch (error) {
        const {code} = systemError(error);
        if (code === 'ENOENT' && shelf === 'unknown') {
          mkdirSync(dirname(target), {recursive: true});
          shelf = 'there';
          continue;
        }
        if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
      }
      const there = await find(key);
      if (there.found === 'whole' && (!replace || there.artifact.digest === artifact.digest))
        return there.artifact;
      // The other one is moved out of the way, not deleted in place: whoever reads it goes on undisturbed.
      try {
        renameSync(target, join(store, 'tmp', newMark()));
      } catch (error) {
        if (systemError(error).code !== 'ENOENT') throw error;
      }
    }
  }
}

/** Waits until the disk has them; a few at a time, since the disk writes them together. */
async function settle(files: readonly string[]): Promise<void> {
  let next = 0;
  const work = async (): Promise<void> => {
    for (let file = files[next++]; file !== undefined; file = files[next++]) {
      const handle = await open(file);
      await handle.sync().finally(() => handle.close());
    }
  };
  await Promise.all(Array.from({length: 16}, work));
}
