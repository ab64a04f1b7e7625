import {basename} from 'node:path';
import {ok, type Result} from '../runner/failure.ts';
import {defineStage, type StageWork} from '../runner/stage-definition.ts';
import {downloadParams, type DownloadParams} from './download/params.ts';
import {realPatience, type Patience} from './download/patience.ts';
import {resolveDownload} from './download/resolve.ts';
import {sources, type Source} from './download/sources.ts';

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
    loads: ({source}) => (source === 'auto' ? [] : [`stages/download/${source}-source`]),
    resolve: resolveDownload,
    // What was resolved leaves out what is usual.
    run: (work) => run({...work, params: downloadParams.parse(work.params)}, patience),
  });

export const download = downloadWith(realPatience);

async function run(work: StageWork<DownloadParams>, patience: Patience): Promise<Result<void>> {
  const {source} = work.params;
  if (source === 'auto') throw new Error('download runs with a source that `resolve` has chosen.');
  const fetch = await sources[source]();
  const stored = await fetch(work, patience);
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

/** What the record calls the data. */
const names: Readonly<Record<Source, (params: DownloadParams) => string>> = {
  kaggle: ({dataset}) => dataset,
  file: ({path}) => basename(path ?? ''),
  sample: () => 'sample',
};
