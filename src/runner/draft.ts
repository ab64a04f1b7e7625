import {chmodSync} from 'node:fs';
import {mkdir, open, rename, rm, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {type Artifact, artifactFolder, type Lookup} from './artifact.ts';
import {fail, ok, type Result} from './failure.ts';
import {notPlainFile, storeRefused} from './failures.ts';
import type {FingerprintIndex} from './fingerprint-index.ts';
import type {Fingerprint} from './fingerprint.ts';
import {folderDigest, folderFiles, hashFiles} from './folder-files.ts';
import {writeManifest} from './manifest.ts';
import {newMark} from './process-mark.ts';
import {type RecordedReport, writeReports} from './recorded-reports.ts';
import {takeScratch} from './scratch.ts';
import {systemError} from './system-error.ts';

/** An artifact in the making: nobody sees it until it is published, whole. */
export interface Draft {
  /** The empty folder to write into. */
  readonly out: string;
  readonly scratch: string;
  /** Where another process published the key first, its artifact is taken instead. */
  readonly publish: (record: PublishRecord) => Promise<Result<Artifact>>;
  /** Throws it away; scratch stays for the next attempt. */
  readonly discard: () => Promise<void>;
}

interface PublishRecord {
  readonly stage: string;
  readonly fingerprint: Fingerprint;
  readonly reports: readonly RecordedReport[];
  readonly seconds: number;
  readonly threads: number;
}

interface Shelf {
  readonly store: string;
  readonly key: string;
  readonly find: (key: string) => Promise<Lookup>;
  readonly now: () => number;
  readonly index: FingerprintIndex;
}

export async function beginDraft({store, key, find, now, index}: Shelf): Promise<Result<Draft>> {
  const temporary = join(store, 'tmp', newMark());
  const made = join(temporary, 'artifact');
  const out = join(made, 'files');
  const refused = (doing: string, error: unknown) =>
    fail(storeRefused({doing, folder: store, code: systemError(error).code}));
  const discard = () => rm(temporary, {recursive: true, force: true}).catch(() => undefined);
  try {
    await mkdir(out, {recursive: true});
    const scratch = takeScratch(join(store, 'scratch'), key, join(temporary, 'scratch'));
    const publish = async (record: PublishRecord): Promise<Result<Artifact>> => {
      try {
        const written = await write(record);
        if (!written.ok) return written;
        const artifact = await place(written.value);
        scratch.clear();
        await index.add({key, stage: record.stage, fingerprint: record.fingerprint});
        return ok(artifact);
      } catch (error) {
        return refused('Keeping the result', error);
      } finally {
        scratch.release();
        await discard();
      }
    };
    return ok({
      out,
      scratch: scratch.folder,
      publish,
      discard: async () => {
        scratch.release();
        await discard();
      },
    });
  } catch (error) {
    await discard();
    return refused('Making room for the result', error);
  }

  /** Everything that belongs to the artifact, still out of sight. */
  async function write({
    stage,
    fingerprint,
    reports,
    seconds,
    threads,
  }: PublishRecord): Promise<Result<Artifact>> {
    const {files, notPlain} = await folderFiles(out, {links: 'refuse'});
    const [odd] = notPlain;
    if (odd !== undefined) return fail(notPlainFile(odd.absolute.slice(out.length + 1), odd.kind));
    const hashes = await hashFiles(files);
    const listed = files.map(({path, stat}, each) => ({
      path,
      size: Number(stat.size),
      mtime: String(stat.mtimeNs),
      sha256: hashes[each] ?? '',
    }));
    // Folders stay writable: an artifact must be easy to delete.
    for (const {absolute, stat} of files) chmodSync(absolute, Number(stat.mode) & 0o555);
    const digest = folderDigest(listed);
    const record = {at: now(), seconds, threads};
    await writeFile(join(made, 'fingerprint.json'), `${JSON.stringify(fingerprint, undefined, 2)}\n`);
    await writeFile(join(made, 'reports.jsonl'), writeReports(reports));
    await writeSynced(
      join(made, 'manifest.json'),
      writeManifest({format: 1, key, stage, digest, made: record, files: listed}),
    );
    return ok({key, digest, reports, made: record, folder: join(artifactFolder(store, key), 'files')});
  }

  /** The one rename that makes it seen; or whose artifact was there before. */
  async function place(artifact: Artifact): Promise<Artifact> {
    const target = artifactFolder(store, key);
    await mkdir(dirname(target), {recursive: true});
    for (;;) {
      try {
        await rename(made, target);
        return artifact;
      } catch (error) {
        const {code} = systemError(error);
        if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
      }
      const there = await find(key);
      if (there.found === 'whole') return there.artifact;
      // A damaged one is moved out of the way, not deleted in place: whoever reads it goes on undisturbed.
      await rename(target, join(store, 'tmp', newMark())).catch((error: unknown) => {
        if (systemError(error).code !== 'ENOENT') throw error;
      });
    }
  }
}

async function writeSynced(file: string, text: string): Promise<void> {
  const handle = await open(file, 'w');
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
