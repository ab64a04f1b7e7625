import {createHash} from 'node:crypto';
import {mkdir, mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import type {RunArchive} from '../../../src/archive/format.ts';
import {importRun, type Imported} from '../../../src/archive/import-run.ts';
import {openArchive} from '../../../src/archive/open-archive.ts';
import {openStore} from '../../../src/runner/artifact-store.ts';
import type {Result} from '../../../src/runner/failure.ts';
import {keyOf, type Fingerprint} from '../../../src/runner/fingerprint.ts';
import {folderDigest} from '../../../src/runner/folder-files.ts';
import {openTracking} from '../../../src/tracking/open-tracking.ts';
import {runDetail} from '../../../src/tracking/run-detail.ts';
import {runRecord} from '../../../src/tracking/run-record.ts';
import {unwrap} from '../../rig/workspace.ts';
import {patched, renamed, zipOf} from '../../rig/zip.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'epochal-archive-'));
});
afterEach(() => rm(folder, {recursive: true, force: true}));

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const fileOf = (path: string, text: string) => ({path, size: text.length, sha256: sha256(text)});

const fingerprint: Fingerprint = {definition: 'run', params: {n: 3}, inputs: {}, code: {}, command: 'make'};
const key = keyOf(fingerprint);
const files = [fileOf('a.txt', 'hello'), fileOf('deep/b.txt', 'there')];

const archive: RunArchive = {
  format: 1,
  epochal: '0.1.0',
  run: {
    id: '261124-g9k2',
    experiment: 'cnn',
    pipeline: 'study',
    status: 'done',
    started: '2026-11-24T09:30:00.005Z',
    seconds: 1.5,
    params: {'make.n': 3, 'make.list': ['a', [1, null]]},
    facts: {'make.threads': 2},
    tags: ['best'],
    environment: {node: '20.0.0', git_dirty: false},
    stages: [
      {
        name: 'make',
        how: 'ran',
        key,
        seconds: 1.25,
        uses: 'run',
        needs: [],
        digest: folderDigest(files),
        reason: 'nothing cached yet',
        threads: 2,
        attempts: 1,
        failure: null,
      },
    ],
    metrics: [
      {
        stage: 'make',
        name: 'loss',
        points: [
          {step: 1, value: 0.1},
          {step: 2, value: NaN},
        ],
      },
    ],
    notes: [{written: '2026-11-24T10:00:00.000Z', note: 'good'}],
  },
  recipe: '{"name": "study", "metrics": {}, "stages": {}}',
  changes: 'a patch',
  fingerprints: {make: fingerprint},
  artifacts: [
    {key, stage: 'make', digest: folderDigest(files), seconds: 1.25, threads: 2, reports: '', files},
  ],
  sources: [fileOf('src/words.txt', 'words')],
  missing: [],
};

const contents: Readonly<Record<string, string>> = {
  [`artifacts/${key}/a.txt`]: 'hello',
  [`artifacts/${key}/deep/b.txt`]: 'there',
  'sources/src/words.txt': 'words',
};

const spellOut = (_: string, value: unknown) =>
  typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;

/** The archive as it should be, or with something changed. */
const packed = (
  change: {readonly record?: unknown; readonly files?: Readonly<Record<string, string>>} = {},
) => zipOf({'run.json': JSON.stringify(change.record ?? archive, spellOut), ...(change.files ?? contents)});

/** As the verb does it; a run that is on record already gets no id. */
async function take(bytes: Buffer, id = archive.run.id): Promise<Result<Imported>> {
  const file = join(folder, 'run.zip');
  await writeFile(file, bytes);
  const workspace = join(folder, 'workspace');
  await mkdir(workspace, {recursive: true});
  const opened = await openArchive(file, folder);
  if (!opened.ok) return opened;
  const artifacts = join(workspace, 'artifacts');
  const store = unwrap(await openStore(artifacts));
  const tracking = unwrap(openTracking(join(workspace, 'experiments/runs.db')));
  try {
    return await importRun(opened.value, {
      store,
      tracking,
      artifacts,
      workspace,
      id: id === 'on record' ? undefined : id,
      file: 'run.zip',
      sources: true,
    });
  } finally {
    opened.value.close();
    await store.close();
    tracking.close();
  }
}

/** Everything that lies in the workspace but for the record. */
const lying = async () =>
  (await readdir(join(folder, 'workspace'), {recursive: true, withFileTypes: true}))
    .filter((entry) => entry.isFile() && !entry.name.startsWith('runs.db'))
    .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, 'workspace').length + 1))
    .sort();

const nothing = ['artifacts/.gitignore', 'artifacts/CACHEDIR.TAG'];

test('a run comes whole: record, results and sources', async () => {
  expect(unwrap(await take(await packed()))).toEqual({
    taken: ['make'],
    known: [],
    other: [],
    files: 2,
    bytes: 10,
    sources: {written: ['src/words.txt'], left: []},
  });
  const tracking = unwrap(openTracking(join(folder, 'workspace/experiments/runs.db')));
  const {latest, best, best_step: step, data, ...run} = unwrap(runDetail(tracking, 'cnn'));
  expect(run).toEqual(archive.run);
  expect({latest, best, step, data}).toEqual({latest: {loss: NaN}, best: {}, step: {}, data: null});
  const record = unwrap(runRecord(tracking, run.id));
  expect(record).toMatchObject({recipe: archive.recipe, changes: 'a patch'});
  expect(record.fingerprints.get('make')).toEqual(fingerprint);
  tracking.close();
  expect(await readFile(join(folder, 'workspace/src/words.txt'), 'utf8')).toBe('words');
  const store = unwrap(await openStore(join(folder, 'workspace/artifacts')));
  expect(await store.find(key)).toMatchObject({found: 'whole', artifact: {digest: folderDigest(files)}});
  await store.close();

  // Once more: everything is there.
  await writeFile(join(folder, 'workspace/src/words.txt'), 'mine');
  expect(unwrap(await take(await packed(), 'on record'))).toMatchObject({
    taken: [],
    known: ['make'],
    sources: {written: [], left: ['src/words.txt']},
  });
  expect(await readFile(join(folder, 'workspace/src/words.txt'), 'utf8')).toBe('mine');
});

test('a run that another process imported a moment ago is not written into', async () => {
  unwrap(await take(await packed()));
  expect(await take(await packed())).toMatchObject({ok: false, failure: {code: 'run-id-taken'}});
  const tracking = unwrap(openTracking(join(folder, 'workspace/experiments/runs.db')));
  expect(unwrap(runDetail(tracking, 'cnn')).notes).toEqual(archive.run.notes);
  tracking.close();
});

test('a workspace may be made for it', async () => {
  const file = join(folder, 'run.zip');
  await writeFile(file, await packed());
  unwrap(await openArchive(file, join(folder, 'not/yet'))).close();
});

const run = archive.run;
const [artifact] = archive.artifacts;
const [stage] = run.stages;
const entry = `artifacts/${key}/a.txt`;

test.each<readonly [what: string, bytes: () => Promise<Buffer>, code: string]>([
  ['no zip', () => Promise.resolve(Buffer.from('nothing')), 'archive-broken'],
  ['cut short', async () => (await packed()).subarray(0, 400), 'archive-broken'],
  ['no run in it', () => zipOf({'a.txt': 'a'}), 'archive-not-a-run'],
  ['a later format', () => packed({record: {...archive, format: 2}}), 'archive-not-a-run'],
  [
    'an id that is a path',
    () => packed({record: {...archive, run: {...run, id: '../x'}}}),
    'archive-not-a-run',
  ],
  [
    'other bytes of the same length',
    () => packed({files: {...contents, [entry]: 'hullo'}}),
    'archive-damaged',
  ],
  ['more bytes than it names', () => packed({files: {...contents, [entry]: 'hello!'}}), 'archive-damaged'],
  ['a file less', () => packed({files: {[entry]: 'hello'}}), 'archive-damaged'],
  ['a file more', () => packed({files: {...contents, [`artifacts/${key}/c.txt`]: ''}}), 'archive-unsafe'],
  [
    'a result under another key',
    () => packed({record: {...archive, fingerprints: {make: {...fingerprint, params: {n: 4}}}}}),
    'archive-damaged',
  ],
  [
    'files that do not come to the digest of the run',
    () =>
      packed({
        record: {...archive, artifacts: [{...artifact, files: [fileOf('a.txt', 'other')]}]},
        files: {[entry]: 'other', 'sources/src/words.txt': 'words'},
      }),
    'archive-damaged',
  ],
  [
    'reports that are none',
    () => packed({record: {...archive, artifacts: [{...artifact, reports: 'what?'}]}}),
    'archive-damaged',
  ],
  [
    'a path that leads out',
    async () => renamed(await packed(), 'sources/src/words.txt', 'sources/../words.txtt'),
    'archive-unsafe',
  ],
  [
    'a source that is no source',
    () =>
      packed({
        record: {...archive, sources: [fileOf('.git/hooks/pre-commit', 'rm')]},
        files: {...contents, 'sources/.git/hooks/pre-commit': 'rm', 'sources/src/words.txt': 'words'},
      }),
    'archive-unsafe',
  ],
  ...(
    [
      ['an experiment whose name is an escape code', {experiment: '\u001b]0;mine\u0007'}],
      ['a param whose name is an escape code', {params: {'make.\u001b[2J': 1}}],
      ['a metric whose name has two lines', {metrics: [{stage: 'make', name: 'a\nb', points: []}]}],
      ['two stages of one name', {stages: [stage, stage]}],
      [
        'a failure that cannot be shown',
        {stages: [{...stage, failure: {code: 'x', blame: 'user', what: 'x', quote: 'no list'}}]},
      ],
    ] as const
  ).map(
    ([what, change]) =>
      [what, () => packed({record: {...archive, run: {...run, ...change}}}), 'archive-not-a-run'] as const,
  ),
  ...['../../out', 'make\u001b[2J', 'a/b', 'make[n=../..]'].map(
    (name) =>
      [
        `a stage that is named ${JSON.stringify(name)}`,
        () =>
          packed({
            record: {
              ...archive,
              run: {...run, stages: [{...stage, name}]},
              fingerprints: {[name]: fingerprint},
              artifacts: [{...artifact, stage: name}],
            },
          }),
        'archive-not-a-run',
      ] as const,
  ),
  [
    'a fingerprint that is none, of a result that is not there',
    () =>
      packed({
        record: {...archive, fingerprints: {make: {}}, artifacts: []},
        files: {'sources/src/words.txt': 'words'},
      }),
    'archive-not-a-run',
  ],
  [
    'a fingerprint that is not that of its stage, of a result that is not there',
    () =>
      packed({
        record: {...archive, fingerprints: {make: {...fingerprint, params: {n: 4}}}, artifacts: []},
        files: {'sources/src/words.txt': 'words'},
      }),
    'archive-damaged',
  ],
  ...[
    '{"type":"metrics","step":"1","values":{"loss":1}}',
    '{"type":"metrics","step":1,"values":{"loss":"high"}}',
    '{"type":"fact","name":["a"],"value":1}',
    '{"type":"fact","name":"a","value":{}}',
    '{"type":"finding","kind":3,"names":[]}',
  ].map(
    (reports) =>
      [
        `reports that cannot be recorded: ${reports}`,
        () => packed({record: {...archive, artifacts: [{...artifact, reports}]}}),
        'archive-damaged',
      ] as const,
  ),
  ['a link', async () => patched(await packed(), 'attributes', 0o120777 * 0x10000), 'archive-unsafe'],
  ['an encrypted entry', async () => patched(await packed(), 'flags', 1), 'archive-unsafe'],
])('%s: nothing is taken', async (_, bytes, code) => {
  const taken = await take(await bytes());
  expect(taken).toMatchObject({ok: false, failure: {code, blame: 'user'}});
  expect(taken.ok ? '' : taken.failure.what).toContain('run.zip');
  // What is refused before anything is opened leaves not even an empty store.
  expect([[], nothing]).toContainEqual(await lying());
  const tracking = unwrap(openTracking(join(folder, 'workspace/experiments/runs.db')));
  expect(runDetail(tracking, run.id).ok).toBe(false);
  tracking.close();
});
