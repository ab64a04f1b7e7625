import {execFile} from 'node:child_process';
import {createHash, randomBytes} from 'node:crypto';
import {watch} from 'node:fs';
import {chmod, mkdir, readFile, stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import type {StageReport} from '../../../src/runner/stage-definition.ts';
import {kaggleStatus} from '../../../src/stages/download/kaggle-command.ts';
import {downloadPlace, filesIn, runDownload, type DownloadPlace} from '../../rig/download-work.ts';
import {kaggleCli} from '../../rig/kaggle-cli.ts';
import {startKaggle, type KaggleBehaviour, type KaggleServer} from '../../rig/kaggle-server.ts';
import {bomb, renamed, zipOf} from '../../rig/zip.ts';

/** The stage with the real Kaggle CLI, which talks to a server of ours on loopback. */

const [cli, oldCli] = await Promise.all([kaggleCli('2.2.5'), kaggleCli('1.6.17')]);
const dataset = 'datamunge/sign-language-mnist';
const secret = 'k3y-very-secret';
const rows = 'label,pixel1\n3,107\n6,155\n';
// Random bytes do not pack, and the CLI goes on from whole MiB only.
const large = randomBytes(3 * 2 ** 20);

const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');

let place: DownloadPlace;
let server: KaggleServer | undefined;
beforeEach(async () => {
  place = await downloadPlace();
});
afterEach(async () => {
  await server?.close();
  server = undefined;
  await place.remove();
});

const credentials = {KAGGLE_USERNAME: 'alice', KAGGLE_KEY: secret};
const pathWith = (folder: string) => `${folder}:${process.env['PATH'] ?? ''}`;

/** Downloads with the CLI from a server that behaves so. */
async function downloadFrom(
  behaviour: KaggleBehaviour,
  options: {
    readonly params?: Readonly<Record<string, unknown>>;
    readonly env?: Readonly<Record<string, string | undefined>>;
    readonly signal?: AbortSignal;
    readonly path?: string;
    readonly while?: (server: KaggleServer) => Promise<void>;
  } = {},
) {
  if (!cli.ok) throw new Error(cli.why);
  const kaggle = await startKaggle(behaviour);
  server = kaggle;
  const [downloaded] = await Promise.all([
    runDownload(
      place,
      {source: 'kaggle', ...options.params},
      {
        env: {...kaggle.env, ...credentials, PATH: options.path ?? pathWith(cli.fastFolder), ...options.env},
        ...(options.signal === undefined ? {} : {signal: options.signal}),
      },
    ),
    options.while?.(kaggle),
  ]);
  return {...downloaded, requests: kaggle.requests};
}

const calls = (requests: KaggleServer['requests']) =>
  requests.map(({call, range}) => (range === undefined ? call : `${call} ${range}`));

const logs = (reports: readonly StageReport[]) =>
  reports.flatMap((report) => (report.type === 'log' ? [report.text] : []));

describe.skipIf(!cli.ok)(`the Kaggle CLI 2.2.5${cli.ok ? '' : ` (skipped: ${cli.why})`}`, () => {
  it('downloads and unpacks a data set, and says what came', async () => {
    const archive = await zipOf({'sign_mnist_train.csv': rows, 'more/noise.bin': large});
    const {result, reports, requests} = await downloadFrom({archive}, {params: {version: 3}});

    expect(result).toEqual({ok: true, value: undefined});
    expect(await filesIn(place.out)).toEqual({
      'more/noise.bin': large.toString('latin1'),
      'sign_mnist_train.csv': rows,
      'source.json': expect.any(String) as string,
    });
    const record = JSON.parse(await readFile(join(place.out, 'source.json'), 'utf8')) as {files: unknown[]};
    expect(record).toEqual({
      source: 'kaggle',
      dataset,
      version: 3,
      sample: false,
      files: [
        {
          path: 'more/noise.bin',
          bytes: large.length,
          sha256: sha256(large),
        },
        {
          path: 'sign_mnist_train.csv',
          bytes: rows.length,
          sha256: sha256(rows),
        },
      ],
    });
    expect(reports.filter(({type}) => type === 'fact')).toEqual([
      {type: 'fact', name: 'source', value: 'kaggle'},
      {type: 'fact', name: 'dataset', value: dataset},
      {type: 'fact', name: 'digest', value: expect.stringMatching(/^[0-9a-f]{64}$/) as string},
    ]);
    expect(calls(requests)).toEqual(['metadata', 'download', 'file']);
    expect(requests[1]?.version).toBe(3);
  });

  it('reports how far it is, in MB', async () => {
    const archive = await zipOf({'noise.bin': large});
    const {reports} = await downloadFrom({archive});
    const progress = reports
      .filter((report) => report.type === 'progress')
      .map(({done, total, unit, detail}) => `${detail?.split(',')[0] ?? ''} ${done}/${total ?? '?'} ${unit}`);
    expect(progress.filter((line) => line.startsWith('downloading')).at(0)).toBe('downloading 0/3 MB');
    expect(progress.filter((line) => line.startsWith('downloading')).at(-1)).toBe('downloading 3/3 MB');
    expect(progress.filter((line) => line.startsWith('unpacking')).at(-1)).toBe('unpacking 3/3 MB');
  });

  it('says where to get a token when Kaggle asks who it is and there are no credentials', async () => {
    const {result} = await downloadFrom(
      {download: [{status: 401, message: 'Unauthenticated'}]},
      {env: {KAGGLE_USERNAME: undefined, KAGGLE_KEY: undefined}},
    );
    expect(result).toEqual({
      ok: false,
      failure: {
        code: 'kaggle-no-credentials',
        blame: 'outside',
        what: `Kaggle gives ${dataset} to people it knows only (401), and no credentials were found.`,
        todo: 'Make an API token at https://www.kaggle.com/settings/api and save it as ~/.kaggle/access_token, or set download.source to sample or file.',
        facts: {dataset, outcome: 'unauthorised', attempts: 1},
      },
    });
  });

  it.each([
    ['the variables', 'KAGGLE_USERNAME and KAGGLE_KEY', {}, {}],
    ['a token', 'KAGGLE_API_TOKEN', {KAGGLE_API_TOKEN: 'KGAT_0123456789abcdef'}, {introspect: true}],
  ])(
    'names the credentials that Kaggle refused: %s',
    async (_, from, env, {introspect}: {introspect?: boolean}) => {
      const refusal = [{status: 401, message: 'Unauthenticated'}];
      const {result} = await downloadFrom(introspect === true ? {introspect: refusal} : {metadata: refusal}, {
        env,
      });
      expect(result).toEqual({
        ok: false,
        failure: {
          code: 'kaggle-credentials-refused',
          blame: 'outside',
          what: `Kaggle refused the credentials from ${from} (401).`,
          todo: 'Make a new API token at https://www.kaggle.com/settings/api and put it there, or set download.source to sample or file.',
          facts: {dataset, outcome: 'unauthorised', attempts: 1, credentials: from},
        },
      });
    },
  );

  it('names the page to open where the rules are not accepted, and hides the key even if the server repeats it', async () => {
    const {result, waits} = await downloadFrom({
      download: [{status: 403, message: `Permission 'datasets.get' was denied for key ${secret}`}],
    });
    expect(result).toEqual({
      ok: false,
      failure: {
        code: 'kaggle-forbidden',
        blame: 'outside',
        what: `Kaggle does not let this account have ${dataset} (403). It says: Permission 'datasets.get' was denied for key [hidden]`,
        todo: `Open https://www.kaggle.com/datasets/${dataset} signed in with the same account and accept its rules; if no such page opens, the name is wrong or the data set is private.`,
        facts: {
          dataset,
          outcome: 'forbidden',
          attempts: 1,
          said: "Permission 'datasets.get' was denied for key [hidden]",
          page: `https://www.kaggle.com/datasets/${dataset}`,
        },
      },
    });
    expect(waits).toEqual([]);
  });

  it('blames the name where Kaggle has no such data set', async () => {
    const {result} = await downloadFrom(
      {metadata: [{status: 404, message: 'Dataset not found'}]},
      {params: {dataset: 'datamunge/sign-langauge'}},
    );
    expect(result).toEqual({
      ok: false,
      failure: {
        code: 'kaggle-not-found',
        blame: 'user',
        what: 'Kaggle has no data set datamunge/sign-langauge (404).',
        todo: 'Set download.dataset to owner/name as they stand in its address, kaggle.com/datasets/owner/name, and check download.version if it is set.',
        facts: {
          dataset: 'datamunge/sign-langauge',
          outcome: 'not-found',
          attempts: 1,
          page: 'https://www.kaggle.com/datasets/datamunge/sign-langauge',
        },
      },
    });
  });

  it('waits longer and longer while it is rate limited, then succeeds', async () => {
    const limited = {status: 429, message: 'Too many requests'};
    const archive = await zipOf({'train.csv': rows});
    const {result, reports, waits} = await downloadFrom({archive, download: [limited, limited, 'well']});
    expect(result.ok).toBe(true);
    expect(waits).toEqual([15_000, 30_000]);
    expect(logs(reports)).toEqual([
      'Kaggle asks for fewer requests (429); trying again in 15.0 s (attempt 2 of 4).',
      'Kaggle asks for fewer requests (429); trying again in 30.0 s (attempt 3 of 4).',
    ]);
  });

  it('gives up when the limit stays', async () => {
    const {result} = await downloadFrom(
      {download: [{status: 429, message: 'Too many requests'}]},
      {params: {attempts: 2}},
    );
    expect(result).toEqual({
      ok: false,
      failure: {
        code: 'kaggle-rate-limited',
        blame: 'outside',
        what: 'Kaggle asked for fewer requests (429), 2 times in a row.',
        todo: 'Wait some minutes and run again; whatever else downloads with this account counts too.',
        facts: {dataset, outcome: 'rate-limited', attempts: 2},
      },
    });
  });

  it('tries again after errors of the server, and says whose they are when they stay', async () => {
    const {result, waits} = await downloadFrom(
      {download: [{status: 500, message: 'Internal error'}]},
      {params: {attempts: 3}},
    );
    expect(waits).toEqual([2_000, 4_000]);
    expect(result).toEqual({
      ok: false,
      failure: {
        code: 'kaggle-server-error',
        blame: 'outside',
        what: 'Kaggle could not answer, 3 times in a row. It says: Internal error',
        todo: 'The fault is on its side: see https://status.kaggle.com and run again later.',
        facts: {dataset, outcome: 'server-error', attempts: 3, said: 'Internal error'},
      },
    });
  });

  it.each([
    ['refused', 'http://127.0.0.1:9', 'the connection was refused'],
    ['name', 'http://nowhere.invalid:80', 'its name could not be looked up'],
  ])('says why Kaggle could not be reached: %s', async (how, proxy, why) => {
    const {result} = await downloadFrom({}, {params: {attempts: 1}, env: {http_proxy: proxy}});
    expect(result).toMatchObject({
      failure: {
        code: 'kaggle-unreachable',
        blame: 'outside',
        what: `Kaggle could not be reached: ${why}.`,
        todo: 'Check the network, and HTTPS_PROXY if there is a proxy, and run again; or set download.source to sample or file.',
        facts: {how},
      },
    });
  });

  it('goes on where a transfer was cut once', async () => {
    const archive = await zipOf({'noise.bin': large});
    const {result, requests, waits} = await downloadFrom({archive, file: [{cutAt: 1.5 * 2 ** 20}, 'well']});
    expect(result.ok).toBe(true);
    expect(calls(requests)).toEqual(['metadata', 'download', 'file', 'file bytes=1048576-']);
    expect(waits).toEqual([]);
  });

  it('keeps what came of a transfer that is cut every time, and the next run goes on from there', async () => {
    const archive = await zipOf({'noise.bin': large});
    const first = await downloadFrom(
      {archive, file: [{cutAt: 1.5 * 2 ** 20}, {cutAt: 10}]},
      {params: {attempts: 2}},
    );
    expect(first.waits).toEqual([2_000]);
    expect(first.result).toMatchObject({
      ok: false,
      failure: {
        code: 'kaggle-cut',
        blame: 'outside',
        what: `The download of ${dataset} broke off, 2 times in a row.`,
        todo: 'Run again: 1.0 MB are kept, and it goes on from there.',
        facts: {kept: 2 ** 20},
      },
    });
    await server?.close();

    const second = await downloadFrom({archive});
    expect(second.result.ok).toBe(true);
    // The plain one is where the redirect leads; the CLI then asks for the rest.
    expect(calls(second.requests)).toEqual(['metadata', 'download', 'file', 'file bytes=1048576-']);
  });

  it('does not take half an archive for a whole one, though the CLI ends well on it', async () => {
    const archive = await zipOf({'noise.bin': large});
    const {result, waits} = await downloadFrom({archive, file: [{only: 2 ** 20}]}, {params: {attempts: 2}});
    expect(waits).toEqual([2_000]);
    expect(result).toEqual({
      ok: false,
      failure: {
        code: 'archive-broken',
        blame: 'outside',
        what: `Kaggle's archive of ${dataset} is not a whole zip archive: its end is missing.`,
        todo: 'Fetch it again; if it stays so, the archive is broken where it comes from.',
        facts: {archive: `Kaggle's archive of ${dataset}`, reason: 'its end is missing'},
      },
    });
    expect(await filesIn(place.folder)).toEqual({});
  });

  it('refuses an archive that writes outside its folder', async () => {
    const archive = renamed(await zipOf({'train.csv': rows, 'xx/evil.csv': rows}), 'xx/evil', '../evil');
    const {result} = await downloadFrom({archive});
    expect(result).toEqual({
      ok: false,
      failure: {
        code: 'archive-unsafe',
        blame: 'outside',
        what: `Kaggle's archive of ${dataset} was not unpacked: its entry "../evil.csv" leads out of the folder (..).`,
        todo: 'Do not trust this archive. To use it all the same, unpack it yourself, look at it, and set download.source to file and download.path to the folder.',
        facts: {
          archive: `Kaggle's archive of ${dataset}`,
          entry: '../evil.csv',
          reason: 'leads out of the folder (..)',
        },
      },
    });
    expect(await filesIn(place.out)).toEqual({});
  });

  it('stops an archive that unpacks without end, and leaves nothing of it', async () => {
    const {result} = await downloadFrom({archive: await bomb(2 ** 26)}, {params: {max_unpacked: 50}});
    expect(result).toEqual({
      ok: false,
      failure: {
        code: 'archive-too-large',
        blame: 'outside',
        what: `Kaggle's archive of ${dataset} was not unpacked: it unpacks to more than 50 MB.`,
        todo: 'If that is right for this data set, raise download.max_unpacked (MB) or unpack it yourself and set download.source to file; otherwise do not trust it.',
        facts: {archive: `Kaggle's archive of ${dataset}`, reason: 'unpacks to more than 50 MB'},
      },
    });
    expect(await filesIn(place.out)).toEqual({});
  });

  it('gives up on a server that accepts and never answers', async () => {
    const {result} = await downloadFrom(
      {metadata: ['silence']},
      {params: {attempts: 1, timeout: 0.05}, while: ({left}) => left},
    );
    expect(result).toEqual({
      ok: false,
      failure: {
        code: 'kaggle-stalled',
        blame: 'outside',
        what: `The download of ${dataset} stood still for 0.05 minutes.`,
        todo: 'Check the network and run again; download.timeout sets how long to wait, in minutes.',
        facts: {dataset, outcome: 'stalled', attempts: 1, minutes: 0.05},
      },
    });
  });

  it('ends the CLI when it is cancelled', async () => {
    const archive = await zipOf({'noise.bin': large});
    const cancel = new AbortController();
    const {result} = await downloadFrom(
      {archive, file: [{holdAt: 1.5 * 2 ** 20}]},
      {
        signal: cancel.signal,
        while: async ({holding, left}) => {
          await holding;
          cancel.abort();
          await left;
        },
      },
    );
    expect(result).toEqual({
      ok: false,
      failure: {code: 'cancelled', blame: 'cancelled', what: 'The download was cancelled.'},
    });
    expect(await filesIn(place.out)).toEqual({});
  });

  it('does not take an interrupted CLI, which exits with 0, for one that is done', async () => {
    if (!cli.ok) return;
    // The real command, with its process id written down first.
    const folder = join(place.folder, 'bin');
    const pidFile = join(place.folder, 'pid');
    await program(folder, `echo $$ > ${pidFile}\nexec ${cli.folder}/kaggle "$@"`);
    const archive = await zipOf({'noise.bin': large});
    const {result} = await downloadFrom(
      {archive, file: [{holdAt: 1.5 * 2 ** 20}]},
      {
        path: pathWith(folder),
        while: async ({holding, left}) => {
          await holding;
          // Not before the transfer runs: what comes earlier swallows an interrupt now and then.
          await grown(join(place.scratch, 'kaggle'), 'sign-language-mnist.zip', 2 ** 20);
          process.kill(Number(await readFile(pidFile, 'utf8')), 'SIGINT');
          await left;
        },
      },
    );
    expect(result).toEqual({
      ok: false,
      failure: {
        code: 'cancelled',
        blame: 'cancelled',
        what: 'The kaggle command was interrupted.',
        facts: {dataset, outcome: 'interrupted', attempts: 1},
      },
    });
  });

  it('says what to install where there is no command, and where it does not start', async () => {
    const none = await downloadFrom({}, {path: place.home});
    expect(none.result).toEqual({
      ok: false,
      failure: {
        code: 'kaggle-missing',
        blame: 'outside',
        what: 'download.source is kaggle, and there is no `kaggle` command on PATH.',
        todo: 'Install it with `pip install kaggle six`, or set download.source to sample or file.',
      },
    });
    await server?.close();

    const folder = join(place.folder, 'bin');
    await program(folder, '', '#!/no/such/python');
    const broken = await downloadFrom({}, {path: folder});
    expect(broken.result).toEqual({
      ok: false,
      failure: {
        code: 'kaggle-not-started',
        blame: 'outside',
        what: `The kaggle command at ${folder}/kaggle could not be started (ENOENT).`,
        todo: 'Install it anew with `pip install --force-reinstall kaggle six`.',
        facts: {dataset, outcome: 'not-started', attempts: 1, said: 'ENOENT', command: `${folder}/kaggle`},
      },
    });
  });

  it('tells the doctor what is there, and no secret', async () => {
    if (!cli.ok) return;
    const env = {HOME: place.home, PATH: pathWith(cli.folder), ...credentials};
    expect(await kaggleStatus(env)).toEqual({
      command: `${cli.folder}/kaggle`,
      version: '2.2.5',
      credentials: 'username+key',
      from: 'KAGGLE_USERNAME and KAGGLE_KEY',
    });
    expect(await kaggleStatus({HOME: place.home, PATH: place.home})).toEqual({
      command: undefined,
      credentials: 'none',
    });
  });

  describe('on a full disk', () => {
    it.for(['scratch', 'out'] as const)('says so, and what was being done: %s', async (side, {skip}) => {
      const disk = await smallDisk(place[side]);
      if (disk === undefined) skip('mounting a small disk needs root on Linux');
      try {
        const archive = await zipOf({'first.csv': rows, 'noise.bin': large});
        const {result} = await downloadFrom({archive});
        const folder = side === 'scratch' ? join(place.scratch, 'kaggle') : place.out;
        const doing =
          side === 'scratch' ? `downloading ${dataset}` : `unpacking Kaggle's archive of ${dataset}`;
        expect(result).toEqual({
          ok: false,
          failure: {
            code: 'disk-full',
            blame: 'outside',
            what: `The disk filled up while ${doing} in ${folder}.`,
            todo: 'Free some space and run again; what was downloaded so far is kept and used.',
            facts: {doing, folder},
          },
        });
        expect(await filesIn(place.out)).toEqual({});
      } finally {
        await disk?.remove();
      }
    });
  });
});

describe.skipIf(!oldCli.ok)(`the Kaggle CLI 1.6.17${oldCli.ok ? '' : ` (skipped: ${oldCli.why})`}`, () => {
  const withOld = (behaviour: KaggleBehaviour) =>
    downloadFrom(behaviour, {path: oldCli.ok ? pathWith(oldCli.folder) : ''});

  it('downloads too', async () => {
    const {result, requests} = await withOld({archive: await zipOf({'train.csv': rows})});
    expect(result).toEqual({ok: true, value: undefined});
    expect(calls(requests)).toEqual(['metadata', 'download', 'file']);
  });

  it.each([
    [401, 'Unauthenticated', 'kaggle-credentials-refused'],
    [403, 'Permission denied', 'kaggle-forbidden'],
    [404, 'Dataset not found', 'kaggle-not-found'],
  ])('is understood when it fails with %i', async (status, message, code) => {
    const {result} = await withOld({download: [{status, message}]});
    expect(result).toMatchObject({ok: false, failure: {code}});
  });
});

/** Puts a program named `kaggle` into a folder. */
async function program(folder: string, text: string, shell = '#!/bin/sh'): Promise<void> {
  await mkdir(folder, {recursive: true});
  await writeFile(join(folder, 'kaggle'), `${shell}\n${text}\n`);
  await chmod(join(folder, 'kaggle'), 0o755);
}

/** Resolves when a file has so many bytes. */
async function grown(folder: string, name: string, bytes: number): Promise<void> {
  let notice = () => {};
  const watcher = watch(folder, () => notice());
  try {
    for (;;) {
      const changed = new Promise<void>((resolve) => {
        notice = resolve;
      });
      const {size} = await stat(join(folder, name)).catch(() => ({size: 0}));
      if (size >= bytes) return;
      await changed;
    }
  } finally {
    watcher.close();
  }
}

/** A disk of 2 MB in place of a folder; undefined where none may be mounted. */
async function smallDisk(folder: string): Promise<{readonly remove: () => Promise<unknown>} | undefined> {
  const run = promisify(execFile);
  try {
    await run('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder]);
    return {remove: () => run('umount', [folder])};
  } catch {
    return undefined;
  }
}
