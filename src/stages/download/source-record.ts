import {createHash} from 'node:crypto';
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {StoredFile} from './store-file.ts';

/** What `source.json` in the artifact says: where the files came from and what they are. No times, no paths of this machine. */
export interface SourceRecord {
  readonly source: 'kaggle' | 'file' | 'sample';
  /** `owner/name` on Kaggle, the path's last part for files, `sample`. */
  readonly dataset: string;
  readonly version?: number;
  /** Sorted by path. */
  readonly files: readonly StoredFile[];
  /** A generated stand-in, to be labelled as such wherever it is shown. */
  readonly sample: boolean;
}

const sourceRecordName = 'source.json';

export async function writeSourceRecord(folder: string, record: SourceRecord): Promise<SourceRecord> {
  // An archive's own file of that name gives way to the record, and is then no file of the data.
  const files = record.files
    .filter(({path}) => path !== sourceRecordName)
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const sorted: SourceRecord = {
    source: record.source,
    dataset: record.dataset,
    ...(record.version === undefined ? {} : {version: record.version}),
    sample: record.sample,
    files,
  };
  await writeFile(join(folder, sourceRecordName), `${JSON.stringify(sorted, null, 2)}\n`);
  return sorted;
}

/** SHA-256 over paths, sizes and contents: equal data have equal digests, wherever they came from. */
export const dataDigest = ({files}: SourceRecord): string =>
  createHash('sha256')
    .update(files.map(({path, bytes, sha256}) => `${path}\0${bytes}\0${sha256}\n`).join(''))
    .digest('hex');
