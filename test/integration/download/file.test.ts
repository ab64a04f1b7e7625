import {mkdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {afterEach, beforeEach, expect, it} from 'vitest';
import {downloadPlace, filesIn, runDownload, type DownloadPlace} from '../../rig/download-work.ts';
import {bomb, renamed, zipOf} from '../../rig/zip.ts';

let place: DownloadPlace;
beforeEach(async () => {
  place = await downloadPlace();
});
afterEach(() => place.remove());

const rows = 'label,pixel1\n3,107\n';
const inWorkspace = (path: string, content: string | Buffer) =>
  writeFile(join(place.workspace, path), content);

it('takes a file as it is, and records it without saying where it was', async () => {
  await inWorkspace('signs.csv', rows);
  const {result, reports} = await runDownload(place, {source: 'file', path: 'signs.csv'});
  expect(result).toEqual({ok: true, value: undefined});
  expect(await filesIn(place.out)).toEqual({
    'signs.csv': rows,
    'source.json': `${JSON.stringify(
      {
        source: 'file',
        dataset: 'signs.csv',
        sample: false,
        files: [
          {
            path: 'signs.csv',
            bytes: 19,
            sha256: 'f12ffc882dfda5457362d84f990bc06f4d2ae09d1956b915ece0c1be726a06da',
          },
        ],
      },
      null,
      2,
    )}\n`,
  });
  expect(reports).toEqual([
    {type: 'fact', name: 'source', value: 'file'},
    {type: 'fact', name: 'dataset', value: 'signs.csv'},
    {type: 'fact', name: 'digest', value: 'bef09809e7ef097c5db3eb3dd0f2fd466c2c820e2aa2bd712322934b57c5e007'},
  ]);
});

it('takes a folder: tables as they are, archives unpacked', async () => {
  await mkdir(join(place.workspace, 'signs/more'), {recursive: true});
  const packed = gzipSync(rows);
  await inWorkspace('signs/more/train.csv.gz', packed);
  await inWorkspace('signs/test.zip', await zipOf({'test.csv': rows, 'about.txt': 'signs'}));
  await inWorkspace('signs/notes.txt', 'not data');
  const {result} = await runDownload(place, {source: 'file', path: 'signs'});
  expect(result).toEqual({ok: true, value: undefined});
  const {'source.json': record, ...files} = await filesIn(place.out);
  expect(files).toEqual({
    'more/train.csv.gz': packed.toString('latin1'),
    'test/about.txt': 'signs',
    'test/test.csv': rows,
  });
  expect((JSON.parse(record ?? '') as {files: {path: string}[]}).files.map(({path}) => path)).toEqual([
    'more/train.csv.gz',
    'test/about.txt',
    'test/test.csv',
  ]);
});

it('makes equal artifacts of equal files, wherever they are', async () => {
  await inWorkspace('signs.zip', await zipOf({'train.csv': rows}));
  await mkdir(join(place.home, 'elsewhere'));
  await writeFile(
    join(place.home, 'elsewhere/signs.zip'),
    await readFile(join(place.workspace, 'signs.zip')),
  );
  await runDownload(place, {source: 'file', path: 'signs.zip'});
  const first = await filesIn(place.out);
  const other = await downloadPlace();
  try {
    await runDownload(other, {source: 'file', path: join(place.home, 'elsewhere/signs.zip')});
    expect(await filesIn(other.out)).toEqual(first);
  } finally {
    await other.remove();
  }
});

it('is as careful with the archives of the user as with those of strangers, and blames the file', async () => {
  await inWorkspace('evil.zip', renamed(await zipOf({'good.csv': rows, 'xx/a.csv': rows}), 'xx/a', '../a'));
  const {result} = await runDownload(place, {source: 'file', path: 'evil.zip'});
  expect(result).toMatchObject({
    ok: false,
    failure: {
      code: 'archive-unsafe',
      blame: 'user',
      what: `${place.workspace}/evil.zip was not unpacked: its entry "../a.csv" leads out of the folder (..).`,
    },
  });
  expect(await filesIn(place.folder)).toEqual({'workspace/evil.zip': expect.any(String) as string});
});

it('says which two files of a folder would be one: an archive and what it was unpacked to', async () => {
  await mkdir(join(place.workspace, 'data/signs'), {recursive: true});
  await inWorkspace('data/signs.zip', await zipOf({'train.csv': rows}));
  await inWorkspace('data/signs/train.csv', rows);
  const {result} = await runDownload(place, {source: 'file', path: 'data'});
  const [archive, file] = ['data/signs.zip', 'data/signs/train.csv'].map((each) =>
    join(place.workspace, each),
  );
  expect(result).toEqual({
    ok: false,
    failure: {
      code: 'place-taken',
      blame: 'user',
      what: `${archive} and ${file} would both become signs/train.csv of the data set.`,
      todo: 'Take one of the two out of the folder, or set download.path to the one that is meant.',
      facts: {file, other: archive, place: 'signs/train.csv'},
    },
  });
});

it('records no file of an archive that has the name of the record', async () => {
  await inWorkspace('signs.zip', await zipOf({'train.csv': rows, 'source.json': '{}'}));
  await runDownload(place, {source: 'file', path: 'signs.zip'});
  const {'source.json': record, ...files} = await filesIn(place.out);
  expect(files).toEqual({'train.csv': rows});
  expect(JSON.parse(record ?? '')).toMatchObject({
    dataset: 'signs.zip',
    files: [{path: 'train.csv', bytes: rows.length}],
  });
});

it('counts all archives of a folder together', async () => {
  await mkdir(join(place.workspace, 'signs'));
  await inWorkspace('signs/a.zip', await bomb(600 * 1024));
  await inWorkspace('signs/b.zip', await bomb(600 * 1024));
  const {result} = await runDownload(place, {source: 'file', path: 'signs', max_unpacked: 1});
  expect(result).toMatchObject({
    ok: false,
    failure: {
      code: 'archive-too-large',
      what: `${place.workspace}/signs/b.zip was not unpacked: it unpacks to more than 1 MB together with the archives before it.`,
    },
  });
});

it('takes a real data set that lies beside the repository', async ({skip}) => {
  const shared = process.env['EPOCHAL_SHARED'] ?? join(import.meta.dirname, '../../../../shared');
  const data = join(shared, 'data');
  const there = await readFile(join(data, 'sign_mnist_test.csv.gz')).catch(() => undefined);
  if (there === undefined) skip(`no real data in ${data}`);
  const {result} = await runDownload(place, {source: 'file', path: data});
  expect(result).toEqual({ok: true, value: undefined});
  const record = JSON.parse(await readFile(join(place.out, 'source.json'), 'utf8')) as {
    files: {path: string; bytes: number}[];
  };
  expect(record.files.map(({path, bytes}) => [path, bytes])).toEqual([
    ['sign_mnist_test.csv.gz', 6119889],
    ['sign_mnist_train.csv.gz', 23570748],
  ]);
});
