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
  place: {file: '/work/study/pipeline.yaml'},
});

const pipeline = (stages: readonly Stage[]): Pipeline => ({
  name: 'study',
  file: '/work/study/pipeline.yaml',
  workspace: '/work/study',
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
  test('as text', () => expect(dagText(study)).toMatchInlineSnapshot());
  test('in Mermaid, where names stay text', () => expect(dagMermaid(study)).toMatchInlineSnapshot());
});

describe('failures', () => {
  const failure: Failure = {
    code: 'param-unknown',
    blame: 'user',
    what: 'There is no param train.epoch.',
    where: {file: '/work/study/pipeline.yaml', line: 3, column: 13},
    todo: 'Did you mean epochs?',
  };
  const source = () => 'name: study\nstages:\n  手: {with: {epoch: 20}}\n';
  test('place, sentence, the line itself, what to do', () => {
    expect(failureText(failure, {folder: '/work/study', source})).toBe(
      [
        'pipeline.yaml:3:13: There is no param train.epoch.',
        '  3 |   手: {with: {epoch: 20}}',
        '    |              ^',
        '  Did you mean epochs?',
      ].join('\n'),
    );
  });
  test('a file elsewhere keeps its whole name', () => {
    expect(failureText(failure, {folder: '/work/other'})).toBe(
      '/work/study/pipeline.yaml:3:13: There is no param train.epoch.\n  Did you mean epochs?',
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
    expect(failureText(failure, {folder: '/work/study', source: () => 'short'})).toBe(sentence);
    expect(failureText(failure, {folder: '/work/study', source: () => `\n\n${'1,'.repeat(500)}`})).toBe(
      sentence,
    );
  });
  test('several', () => {
    expect(
      failuresText([failure, {...failure, what: 'Another.', todo: 'Mend it.'}], {folder: '/work/study'}),
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
    disk: {folder: '/work/study', free: 51e9},
    store: {folder: '/work/study/artifacts', artifacts: 15, bytes: 123_456_789},
    todo: [],
  };
  test('all is well', () => expect(doctorText(well)).toMatchInlineSnapshot());
  test('nothing is', () => {
    expect(
      doctorText({
        ...well,
        node: {version: '18.0.0', supported: false, wanted: '>=20.10'},
        engine: {...well.engine, loads: false, problem: 'libtensorflow.so.2: cannot open shared object file'},
        sqlite: {version: null, problem: 'better-sqlite3 is not built'},
        kaggle: {command: null, version: null, credentials: null},
        disk: {folder: '/work/study', free: 0.2e9},
        store: null,
        todo: [
          'Install Node 20.10 or later.',
          'Run "npm rebuild better-sqlite3".',
          'Make room in /work/study.',
        ],
      }),
    ).toMatchInlineSnapshot();
  });
});
