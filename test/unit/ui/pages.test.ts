import {describe, expect, test} from 'vitest';
import {z} from 'zod';
import type {Failure} from '../../../src/runner/failure.ts';
import type {Pipeline, Stage} from '../../../src/runner/pipeline.ts';
import {defineStage} from '../../../src/runner/stage-definition.ts';
import {ok} from '../../../src/runner/failure.ts';
import {dagMermaid} from '../../../src/ui/dag-mermaid.ts';
import {dagText} from '../../../src/ui/dag-text.ts';
import type {DoctorReport} from '../../../src/ui/doctor-report.ts';
import {doctorText} from '../../../src/ui/doctor-text.ts';
import {failuresText, failureText} from '../../../src/ui/failure-text.ts';

const stage = (name: string, uses: string, needs: Readonly<Record<string, string>>): Stage => ({
  name,
  definition: defineStage({
    name: uses,
    summary: '',
    params: z.object({}),
    inputs: {},
    lane: 'light',
    place: 'here',
    numeric: false,
    run: () => Promise.resolve(ok(undefined)),
  }),
  params: {},
  given: new Map(),
  needs,
  cache: true,
  retries: 0,
  place: {file: '/home/study/pipeline.yaml'},
});

const pipeline = (stages: readonly Stage[]): Pipeline => ({
  name: 'study',
  file: '/home/study/pipeline.yaml',
  workspace: '/home/study',
  metrics: {},
  stages,
  experiments: [],
});

describe('the graph', () => {
  const study = pipeline([
    stage('fetch', 'download', {}),
    stage('notes', 'download', {}),
    stage('preprocess', 'preprocess', {raw: 'fetch'}),
    stage('augment', 'augment', {dataset: 'preprocess'}),
    stage('train', 'train', {dataset: 'augment'}),
    stage('baseline', 'train', {dataset: 'preprocess'}),
    stage('evaluate', 'evaluate', {model: 'train', dataset: 'preprocess'}),
    stage('report', './stages/<report> "it".ts', {left: 'evaluate', right: 'baseline', notes: 'notes'}),
  ]);
  test('as text', () =>
    expect(dagText(study)).toMatchInlineSnapshot(`
    "study · 8 stages

    stage                  uses                       needs
    fetch                  download
    └─ preprocess          preprocess                 raw: fetch
       ├─ augment          augment                    dataset: preprocess
       │  └─ train         train                      dataset: augment
       │     └─ evaluate   evaluate                   model: train, dataset: preprocess
       │        └─ report  ./stages/<report> "it".ts  left: evaluate, right: baseline, notes: notes
       └─ baseline         train                      dataset: preprocess
    notes                  download
    "
  `));
  test('in Mermaid, where names stay text', () =>
    expect(dagMermaid(study)).toMatchInlineSnapshot(`
    "flowchart TD
      s0["fetch (download)"]
      s1["notes (download)"]
      s2["preprocess"]
      s3["augment"]
      s4["train"]
      s5["baseline (train)"]
      s6["evaluate"]
      s7["report (./stages/#60;report#62; #34;it#34;.ts)"]
      s0 -- "raw" --> s2
      s2 -- "dataset" --> s3
      s3 -- "dataset" --> s4
      s2 -- "dataset" --> s5
      s4 -- "model" --> s6
      s2 -- "dataset" --> s6
      s6 -- "left" --> s7
      s5 -- "right" --> s7
      s1 -- "notes" --> s7
    "
  `));
});

describe('failures', () => {
  const failure: Failure = {
    code: 'param-unknown',
    blame: 'user',
    what: 'There is no param train.epoch.',
    where: {file: '/home/study/pipeline.yaml', line: 3, column: 13},
    todo: 'Did you mean epochs?',
  };
  const source = () => 'name: study\nstages:\n  手: {with: {epoch: 20}}\n';
  test('place, sentence, the line itself, what to do', () => {
    expect(failureText(failure, {folder: '/home/study', source})).toBe(
      [
        'pipeline.yaml:3:13: There is no param train.epoch.',
        '  3 |   手: {with: {epoch: 20}}',
        '    |              ^',
        '  Did you mean epochs?',
      ].join('\n'),
    );
  });
  test('a file elsewhere keeps its whole name', () => {
    expect(failureText(failure, {folder: '/home/other'})).toBe(
      '/home/study/pipeline.yaml:3:13: There is no param train.epoch.\n  Did you mean epochs?',
    );
  });
  test('a file that the sentence names is not named twice', () => {
    const missing = {
      code: 'm',
      blame: 'user',
      what: 'There is no file /a/b.',
      where: {file: '/a/b'},
    } as const;
    expect(failureText(missing)).toBe('There is no file /a/b.');
  });
  test('without a place', () => {
    expect(failureText({code: 'x', blame: 'stage', what: 'It broke\x1b[31m.'})).toBe('It broke.');
  });
  test('a line that is no longer there, or is data', () => {
    const sentence = 'pipeline.yaml:3:13: There is no param train.epoch.\n  Did you mean epochs?';
    expect(failureText(failure, {folder: '/home/study', source: () => 'short'})).toBe(sentence);
    expect(failureText(failure, {folder: '/home/study', source: () => `\n\n${'1,'.repeat(500)}`})).toBe(
      sentence,
    );
  });
  test('several', () => {
    expect(
      failuresText([failure, {...failure, what: 'Another.', todo: 'Mend it.'}], {folder: '/home/study'}),
    ).toBe(
      [
        'pipeline.yaml:3:13: There is no param train.epoch.',
        '  Did you mean epochs?',
        'pipeline.yaml:3:13: Another.',
        '  Mend it.',
      ].join('\n'),
    );
  });
});

describe('doctor', () => {
  const well: DoctorReport = {
    version: '0.1.0',
    node: {version: '20.20.2', supported: true, wanted: '>=20.10'},
    engine: {
      name: 'tensorflow',
      version: '2.15.1',
      binding: 'tfjs-node 4.22.0',
      where: '/app/node_modules/.engine',
      loads: true,
      problem: null,
    },
    sqlite: {version: '3.53.2', problem: null},
    kaggle: {command: '/usr/bin/kaggle', version: '2.2.5', credentials: '~/.kaggle/kaggle.json'},
    machine: {platform: 'linux x64', cores: 2, memory: 8e9, free_memory: 5.2e9},
    disk: {folder: '/home/study', free: 51e9},
    store: {folder: '/home/study/artifacts', artifacts: 15, bytes: 123_456_789},
    todo: [],
  };
  test('all is well', () =>
    expect(doctorText(well)).toMatchInlineSnapshot(`
    "epochal 0.1.0

    ✔ Node         20.20.2
    ✔ engine       tensorflow 2.15.1  tfjs-node 4.22.0 · /app/node_modules/.engine
    ✔ SQLite       3.53.2
    ✔ kaggle       2.2.5              /usr/bin/kaggle
    ✔ credentials  found              ~/.kaggle/kaggle.json
    ✔ machine      2 cores            linux x64 · 5.2 GB of 8.0 GB memory free
    ✔ disk         51.0 GB free       /home/study
    ✔ store        123 MB             15 artifacts · /home/study/artifacts

    Nothing to do.
    "
  `));
  test('nothing is', () => {
    expect(
      doctorText({
        ...well,
        node: {version: '18.0.0', supported: false, wanted: '>=20.10'},
        engine: {...well.engine, loads: false, problem: 'libtensorflow.so.2: cannot open shared object file'},
        sqlite: {version: null, problem: 'better-sqlite3 is not built'},
        kaggle: {command: null, version: null, credentials: null},
        disk: {folder: '/home/study', free: 0.2e9},
        store: null,
        todo: [
          'Install Node 20.10 or later.',
          'Run "npm rebuild better-sqlite3".',
          'Make room in /home/study.',
        ],
      }),
    ).toMatchInlineSnapshot(`
      "epochal 0.1.0

      ✖ Node         18.0.0             too old or too new: >=20.10 is wanted
      ✖ engine       tensorflow 2.15.1  libtensorflow.so.2: cannot open shared object file
      ✖ SQLite       –                  better-sqlite3 is not built
      − kaggle       not installed      needed for source: kaggle only
      − credentials  none               without them source: auto takes the built-in sample
      ✔ machine      2 cores            linux x64 · 5.2 GB of 8.0 GB memory free
      ✖ disk         200 MB free        /home/study
      − store        none               no pipeline was run here yet

      To do:
        - Install Node 20.10 or later.
        - Run "npm rebuild better-sqlite3".
        - Make room in /home/study.
      "
    `);
  });
});
