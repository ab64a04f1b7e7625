import {fail, ok, type Result} from '../../runner/failure.ts';
import type {ParamValue} from '../../runner/param-value.ts';
import type {Resolution, World} from '../../runner/stage-definition.ts';
import {findCredentials} from './credentials.ts';
import {absolutePath, dataFiles} from './data-files.ts';
import {pathMissing} from './failures.ts';
import {findKaggle} from './kaggle-command.ts';
import {downloadParams, type DownloadParams} from './params.ts';

/** Decides the source, and leaves out every param that does not decide what comes of it. */
export async function resolveDownload(params: DownloadParams, world: World): Promise<Result<Resolution>> {
  const {source, why} = await choose(params, world);
  switch (source) {
    case 'kaggle':
      return ok({
        params: {
          source,
          dataset: params.dataset,
          ...(params.version === undefined ? {} : {version: params.version}),
          ...changedLimits(params, ['max_unpacked', 'timeout', 'attempts']),
        },
        note: `Kaggle's ${params.dataset}${why}`,
      });
    case 'file':
      return resolveFiles(params, world, why);
    case 'sample':
      return ok({
        params: {source, train_rows: params.train_rows, test_rows: params.test_rows, seed: params.seed},
        note: `the built-in sample, not real data${why}`,
      });
    default:
      return source satisfies never;
  }
}

async function choose(
  {source, path}: DownloadParams,
  world: World,
): Promise<{readonly source: 'kaggle' | 'file' | 'sample'; readonly why: string}> {
  if (source !== 'auto') return {source, why: ''};
  if (path !== undefined) return {source: 'file', why: ', since download.path is set'};
  const [credentials, command] = await Promise.all([findCredentials(world.env), findKaggle(world.env)]);
  if (credentials.from === undefined)
    return {source: 'sample', why: ': no Kaggle credentials were found (download.source: auto)'};
  if (command === undefined)
    return {
      source: 'sample',
      why: `: Kaggle credentials were found (${credentials.from}), but no \`kaggle\` command is on PATH (download.source: auto)`,
    };
  return {source: 'kaggle', why: `, with the credentials from ${credentials.from}`};
}

async function resolveFiles(params: DownloadParams, world: World, why: string): Promise<Result<Resolution>> {
  if (params.path === undefined) return fail(pathMissing);
  const path = absolutePath(params.path, world);
  const files = await dataFiles(path);
  if (!files.ok) return files;
  const externals: Record<string, string> = {};
  for (const {file} of files.value) {
    const digest = await world.digest(file);
    if (!digest.ok) return digest;
    externals[file] = digest.value;
  }
  return ok({
    params: {source: 'file', path: params.path, ...changedLimits(params, ['max_unpacked'])},
    externals,
    note: `${files.value.length === 1 ? 'the file' : `${files.value.length} files of`} ${path}${why}`,
  });
}

/** A limit decides nothing while it is not reached; only one set on purpose is worth a place in the key. */
function changedLimits(
  params: DownloadParams,
  names: readonly ('max_unpacked' | 'timeout' | 'attempts')[],
): Readonly<Record<string, ParamValue>> {
  const usual = downloadParams.parse({});
  return Object.fromEntries(
    names.filter((name) => params[name] !== usual[name]).map((name) => [name, params[name]]),
  );
}
