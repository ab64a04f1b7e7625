import {createHash} from 'node:crypto';
import {chmod, mkdir, readFile, symlink, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {ok} from '../../../../src/runner/failure.ts';
import {downloadParams} from '../../../../src/stages/download/params.ts';
import {resolveDownload} from '../../../../src/stages/download/resolve.ts';
import {downloadPlace, type DownloadPlace} from '../../../rig/download-work.ts';

let place: DownloadPlace;
beforeEach(async () => {
  place = await downloadPlace();
});
afterEach(() => place.remove());

const resolved = (params: Readonly<Record<string, unknown>>, env: Readonly<Record<string, string>> = {}) =>
  resolveDownload(downloadParams.parse(params), {
    workspace: place.workspace,
    env: {HOME: place.home, ...env},
    digest: async (path) =>
      ok(
        `digest of ${createHash('sha256')
          .update(await readFile(path))
          .digest('hex')
          .slice(0, 4)}`,
      ),
  });

const kaggleOnPath = async () => {
  const folder = join(place.folder, 'bin');
  await mkdir(folder);
  await writeFile(join(folder, 'kaggle'), '#!/bin/sh\n');
  await chmod(join(folder, 'kaggle'), 0o755);
  return folder;
};
const credentials = {KAGGLE_USERNAME: 'alice', KAGGLE_KEY: 'secret'};
const sample = {
  source: 'sample',
  train_rows: expect.any(Number) as number,
  test_rows: expect.any(Number) as number,
  seed: 1,
};

describe('source: auto', () => {
  it('takes the sample without credentials, and says so', async () => {
    expect(await resolved({}, {PATH: await kaggleOnPath()})).toEqual({
      ok: true,
      value: {
        params: sample,
        note: 'the built-in sample, not real data: no Kaggle credentials were found (download.source: auto)',
      },
    });
  });

  it('takes the sample without the command, and says so', async () => {
    expect(await resolved({}, credentials)).toEqual({
      ok: true,
      value: {
        params: sample,
        note: 'the built-in sample, not real data: Kaggle credentials were found (KAGGLE_USERNAME and KAGGLE_KEY), but no `kaggle` command is on PATH (download.source: auto)',
      },
    });
  });

  it('takes Kaggle with both', async () => {
    expect(await resolved({}, {...credentials, PATH: await kaggleOnPath()})).toEqual({
      ok: true,
      value: {
        params: {source: 'kaggle', dataset: 'datamunge/sign-language-mnist'},
        note: "Kaggle's datamunge/sign-language-mnist, with the credentials from KAGGLE_USERNAME and KAGGLE_KEY",
      },
    });
  });

  it('takes the files where a path is given', async () => {
    await writeFile(join(place.workspace, 'a.csv'), 'label\n');
    expect(await resolved({path: 'a.csv'})).toMatchObject({
      value: {
        params: {source: 'file', path: 'a.csv'},
        note: `the file ${place.workspace}/a.csv, since download.path is set`,
      },
    });
  });
});

it('keeps out of the key what decides nothing', async () => {
  expect(await resolved({source: 'kaggle', version: 2, timeout: 9, seed: 4, path: 'x'})).toEqual({
    ok: true,
    value: {
      params: {source: 'kaggle', dataset: 'datamunge/sign-language-mnist', version: 2, timeout: 9},
      note: "Kaggle's datamunge/sign-language-mnist",
    },
  });
});

describe('source: file', () => {
  it('digests the data in a folder, and nothing else', async () => {
    const folder = join(place.home, 'signs');
    await mkdir(join(folder, 'more'), {recursive: true});
    await mkdir(join(folder, 'artifacts'));
    await writeFile(join(folder, 'train.csv'), '1');
    await writeFile(join(folder, 'more/test.csv.gz'), '2');
    await writeFile(join(folder, 'rest.zip'), '3');
    await writeFile(join(folder, 'README.md'), '4');
    await writeFile(join(folder, '.hidden.csv'), '5');
    await writeFile(join(folder, 'artifacts/stored.csv'), '6');
    await symlink(join(folder, 'train.csv'), join(folder, 'link.csv'));
    await symlink(folder, join(folder, 'loop.csv'));
    expect(await resolved({source: 'file', path: '~/signs'})).toEqual({
      ok: true,
      value: {
        params: {source: 'file', path: '~/signs'},
        externals: {
          [`${folder}/link.csv`]: 'digest of 6b86',
          [`${folder}/more/test.csv.gz`]: 'digest of d473',
          [`${folder}/rest.zip`]: 'digest of 4e07',
          [`${folder}/train.csv`]: 'digest of 6b86',
        },
        note: `4 files of ${folder}`,
      },
    });
  });

  it.each([
    [undefined, 'path-missing', 'download.source is file, and download.path does not say which.'],
    [
      'no.csv',
      'file-missing',
      'download.path is WORKSPACE/no.csv, which could not be read: there is nothing at that path.',
    ],
    [
      'a.txt',
      'file-kind-unknown',
      'download.path is WORKSPACE/a.txt, which is neither a .csv, a .csv.gz, a .zip nor a folder.',
    ],
    ['empty', 'folder-empty', 'The folder WORKSPACE/empty holds no .csv, .csv.gz or .zip file.'],
  ])('refuses the path %s', async (path, code, what) => {
    await writeFile(join(place.workspace, 'a.txt'), '');
    await mkdir(join(place.workspace, 'empty'));
    const result = await resolved({source: 'file', path});
    expect(result).toMatchObject({
      ok: false,
      failure: {code, blame: 'user', what: what.replace('WORKSPACE', place.workspace)},
    });
  });
});

it('asks for owner/name', () => {
  const said = downloadParams.safeParse({dataset: 'https://www.kaggle.com/datasets/a/b'}).error?.issues[0]
    ?.message;
  expect(said).toBe('must be owner/name, as in the address kaggle.com/datasets/owner/name');
});
