import {basename} from 'node:path';
import {ok, type Result} from '../runner/failure.ts';
import {defineStage, type StageWork} from '../runner/stage-definition.ts';
import {downloadParams, type DownloadParams} from './download/params.ts';
import {realPatience, type Patience} from './download/patience.ts';
import {resolveDownload} from './download/resolve.ts';
import type {StoredFile} from './download/store-file.ts';

/** Fetches the raw data set. The artifact: its files as they came, and `source.json` (`SourceRecord`). */
export const downloadWith = (patience: Patience) =>
  defineStage({
    name: 'download',
    summary: 'Fetches the raw data: from Kaggle, from your files, or a built-in sample.',
    params: downloadParams,
    inputs: {},
    lane: 'network',
    place: 'here',
    numeric: false,
    resolve: resolveDownload,
    run: (work) => run({...work, params: downloadParams.parse(work.params)}, patience),
  });

export const download = downloadWith(realPatience);

async function run(work: StageWork<DownloadParams>, patience: Patience): Promise<Result<void>> {
  const source = work.params.source === 'auto' ? 'sample' : work.params.source;
  const stored = await fetchers[source](work, patience);
  if (!stored.ok) return stored;
  const {dataDigest, writeSourceRecord} = await import('./download/source-record.ts');
  const record = await writeSourceRecord(work.out, {
    source,
    dataset: names[source](work.params),
    ...(source === 'kaggle' && work.params.version !== undefined ? {version: work.params.version} : {}),
    sample: source === 'sample',
    files: stored.value,
  });
  work.report({type: 'fact', name: 'source', value: record.source});
  work.report({type: 'fact', name: 'dataset', value: record.dataset});
  work.report({type: 'fact', name: 'digest', value: dataDigest(record)});
  return ok(undefined);
}

type Source = 'kaggle' | 'file' | 'sample';
type Fetcher = (
  work: StageWork<DownloadParams>,
  patience: Patience,
) => Promise<Result<readonly StoredFile[]>>;

const fetchers: Readonly<Record<Source, Fetcher>> = {
  kaggle: async (work, patience) => (await import('./download/kaggle-source.ts')).fromKaggle(work, patience),
  file: async (work) => (await import('./download/file-source.ts')).fromFiles(work),
  sample: async (work) => (await import('./download/sample-source.ts')).fromSample(work),
};

/** What the record calls the data. */
const names: Readonly<Record<Source, (params: DownloadParams) => string>> = {
  kaggle: ({dataset}) => dataset,
  file: ({path}) => basename(path ?? ''),
  sample: () => 'sample',
};
