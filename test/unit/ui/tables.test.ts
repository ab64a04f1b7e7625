import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import type {Result} from '../../../src/runner/failure.ts';
import {dataIdentity} from '../../../src/tracking/data-identity.ts';
import {listRuns} from '../../../src/tracking/list-runs.ts';
import {openTracking} from '../../../src/tracking/open-tracking.ts';
import {createRecorder} from '../../../src/tracking/recorder.ts';
import {runDetail} from '../../../src/tracking/run-detail.ts';
import type {RunDetail, RunSummary} from '../../../src/tracking/run-summary.ts';
import {compareCsv} from '../../../src/ui/compare-csv.ts';
import {compareJson} from '../../../src/ui/compare-json.ts';
import {compareMarkdown} from '../../../src/ui/compare-markdown.ts';
import {compareTable} from '../../../src/ui/compare-table.ts';
import {compare} from '../../../src/ui/comparison.ts';
import {differingParams, shortNames} from '../../../src/ui/only-differences.ts';
import {runJson, runPage} from '../../../src/ui/run-page.ts';
import {widthOf} from '../../../src/ui/text-width.ts';
import {recordedStudy, studyMetrics} from '../../rig/recorded-study.ts';

let folder: string;
let study: readonly RunSummary[];
let failed: RunDetail;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'epochal-tables-'));
  const tracking = unwrap(openTracking(join(folder, 'runs.db')));
  recordedStudy().forEach(createRecorder(tracking));
  study = unwrap(listRuns(tracking, {metrics: studyMetrics}));
  tracking.close();
  const other = unwrap(openTracking(join(folder, 'failed.db')));
  recordedStudy({epochs: 5, failing: 'cnn', only: ['cnn']}).forEach(createRecorder(other));
  failed = unwrap(runDetail(other, 'cnn', {metrics: studyMetrics}));
  other.close();
});

afterAll(() => rmSync(folder, {recursive: true}));

describe('the study', () => {
  test('without a screen nothing is left out', () => {
    expect(compareTable(compare(study, studyMetrics))).toMatchInlineSnapshot(`
      "run          experiment     status  rotation  zoom  model  val_acc    best val_acc    val_loss    test_acc       acc          time  parameters
      ───────────  ─────────────  ──────  ────────  ────  ─────  ─────────  ──────────────  ──────────  ──────────  ────────  ──────────  ──────────
      261124-g9k4  cnn-augmented  ✔ done        10   0.1  cnn     0.9928 ★        0.9928 ★    0.0732 ★    0.9928 ★  0.9838    2 min 01 s     205,112
      261124-g9k3  cnn            ✔ done         0     0  cnn     0.9509          0.9509      0.2075      0.9509    0.9988 ★  1 min 58 s     205,112
      261124-g9k2  mlp            ✔ done         0     0  mlp     0.7829          0.7829      0.7501      0.7829    0.9561        16.8 s     243,800

      ★ best of its column
      Sample data: generated pictures, not real ones.
      "
    `);
  });
  test('120 columns', () => {
    expect(compareTable(compare(study, studyMetrics), {width: 120})).toMatchInlineSnapshot(`
      "run          experiment     status  val_acc    best val_acc    val_loss    test_acc       acc          time  parameters
      ───────────  ─────────────  ──────  ─────────  ──────────────  ──────────  ──────────  ────────  ──────────  ──────────
      261124-g9k4  cnn-augmented  ✔ done   0.9928 ★        0.9928 ★    0.0732 ★    0.9928 ★  0.9838    2 min 01 s     205,112
      261124-g9k3  cnn            ✔ done   0.9509          0.9509      0.2075      0.9509    0.9988 ★  1 min 58 s     205,112
      261124-g9k2  mlp            ✔ done   0.7829          0.7829      0.7501      0.7829    0.9561        16.8 s     243,800

      ★ best of its column
      Sample data: generated pictures, not real ones.
      Not shown for want of width: rotation, zoom, model.
      "
    `);
  });
  test('80 columns', () => {
    expect(compareTable(compare(study, studyMetrics), {width: 80})).toMatchInlineSnapshot(`
      "run          experiment     val_acc    best val_acc    test_acc          time
      ───────────  ─────────────  ─────────  ──────────────  ──────────  ──────────
      261124-g9k4  cnn-augmented   0.9928 ★        0.9928 ★    0.9928 ★  2 min 01 s
      261124-g9k3  cnn             0.9509          0.9509      0.9509    1 min 58 s
      261124-g9k2  mlp             0.7829          0.7829      0.7829        16.8 s

      ★ best of its column
      Sample data: generated pictures, not real ones.
      Not shown for want of width: status, rotation, zoom, model, val_loss, acc,
      parameters.
      "
    `);
  });
  test('40 columns', () => {
    expect(compareTable(compare(study, studyMetrics), {width: 40})).toMatchInlineSnapshot(`
      "run          experiment     val_acc
      ───────────  ─────────────  ─────────
      261124-g9k4  cnn-augmented   0.9928 ★
      261124-g9k3  cnn             0.9509
      261124-g9k2  mlp             0.7829

      ★ best of its column
      Sample data: generated pictures, not
      real ones.
      Not shown for want of width: status,
      rotation, zoom, model, best val_acc,
      val_loss, test_acc, acc, time,
      parameters.
      "
    `);
  });
  test('CSV', () => {
    expect(compareCsv(compare(study, studyMetrics))).toMatchInlineSnapshot(`
      "run,experiment,status,rotation,zoom,model,val_acc,best val_acc,val_loss,test_acc,acc,time,parameters,best of,not comparable,sample
      261124-g9k4,cnn-augmented,done,10,0.1,cnn,0.9928,0.9928,0.0732,0.9928,0.9838,121.41,205112,val_acc best val_acc val_loss test_acc,,true
      261124-g9k3,cnn,done,0,0,cnn,0.9509,0.9509,0.2075,0.9509,0.9988,117.57,205112,acc,,true
      261124-g9k2,mlp,done,0,0,mlp,0.7829,0.7829,0.7501,0.7829,0.9561,16.77,243800,,,true
      "
    `);
  });
  test('Markdown', () => {
    expect(compareMarkdown(compare(study, studyMetrics))).toMatchInlineSnapshot(`
      "| run | experiment | status | rotation | zoom | model | val\\_acc | best val\\_acc | val\\_loss | test\\_acc | acc | time | parameters | note |
      | :-- | :-- | :-- | --: | --: | :-- | --: | --: | --: | --: | --: | --: | --: | :-- |
      | 261124-g9k4 | cnn-augmented | ✔ done | 10 | 0.1 | cnn | **0.9928** | **0.9928** | **0.0732** | **0.9928** | 0.9838 | 2 min 01 s | 205,112 | sample data |
      | 261124-g9k3 | cnn | ✔ done | 0 | 0 | cnn | 0.9509 | 0.9509 | 0.2075 | 0.9509 | **0.9988** | 1 min 58 s | 205,112 | sample data |
      | 261124-g9k2 | mlp | ✔ done | 0 | 0 | mlp | 0.7829 | 0.7829 | 0.7501 | 0.7829 | 0.9561 | 16.8 s | 243,800 | sample data |
      "
    `);
  });
  test('JSON holds all there is', () => {
    expect(JSON.parse(compareJson(study))).toEqual(study);
  });
});

/** The study's runs, changed. */
const changed = (change: (run: RunSummary, index: number) => Partial<RunSummary>): readonly RunSummary[] =>
  study.map((run, index) => ({...run, ...change(run, index)}));

test('runs on other data, or another split, are marked, and are the best of nothing', () => {
  const runs = changed(({data}, index) => {
    if (data === null) return {};
    if (index === 0)
      return {
        data: {
          ...data,
          source: 'kaggle',
          dataset: 'datamunge/sign-language-mnist',
          sample: false,
          digest: 'f00',
        },
      };
    return {data};
  });
  const [first] = study;
  const split = {...first?.data?.split, 'preprocess.seed': 2};
  const more = [...runs, ...runs.slice(1).map((run) => ({...run, id: `${run.id}-b`}))];
  const all = more.map((run) =>
    run.id === '261124-g9k2-b' && run.data !== null ? {...run, data: {...run.data, split}} : run,
  );
  expect(compareTable(compare(all, {val_acc: 'max'}))).toMatchInlineSnapshot(`
    "run              experiment     status  rotation  zoom  model  val_acc    best val_acc          time  parameters
    ───────────────  ─────────────  ──────  ────────  ────  ─────  ─────────  ──────────────  ──────────  ──────────
    261124-g9k4 ≠    cnn-augmented  ✔ done        10   0.1  cnn     0.9928          0.9928    2 min 01 s     205,112
    261124-g9k3      cnn            ✔ done         0     0  cnn     0.9509 ★        0.9509 ★  1 min 58 s     205,112
    261124-g9k2      mlp            ✔ done         0     0  mlp     0.7829          0.7829        16.8 s     243,800
    261124-g9k3-b    cnn            ✔ done         0     0  cnn     0.9509 ★        0.9509 ★  1 min 58 s     205,112
    261124-g9k2-b ≠  mlp            ✔ done         0     0  mlp     0.7829          0.7829        16.8 s     243,800

    ★ best of its column
    ≠ not comparable: other data (datamunge/sign-language-mnist, not sample): 261124-g9k4
    ≠ not comparable: other split (preprocess.seed 2, not 1): 261124-g9k2-b
    Sample data (generated pictures, not real ones): 261124-g9k3, 261124-g9k2, 261124-g9k3-b, 261124-g9k2-b
    "
  `);
});

test('which run is blamed depends on no order: of its params, of what was told, or of the table', () => {
  const [newest, middle] = study;
  if (newest === undefined || middle?.data == null) throw new Error('the study has three runs');
  const marked = (runs: readonly RunSummary[]) =>
    compare(runs, {}).rows.flatMap(({id, incomparable}) => (incomparable === undefined ? [] : [id]));
  const other = {...middle, data: {...middle.data, digest: 'f00'}};
  expect([marked([newest, other]), marked([other, newest])]).toEqual([[other.id], [other.id]]);

  const turned = Object.fromEntries(Object.entries(middle.data.split).toReversed());
  expect(marked([newest, {...middle, data: {...middle.data, split: turned}}])).toEqual([]);

  const told = {'b.source': 'file', 'b.digest': '2', 'a.digest': '1', 'a.source': 'sample', 'c.digest': '3'};
  const again = Object.fromEntries(Object.entries(told).toReversed());
  expect(dataIdentity(told, {})).toMatchObject({source: 'sample', digest: '1'});
  expect(dataIdentity(again, {})).toEqual(dataIdentity(told, {}));
});

test('runs that other code evaluated, or that were validated on other images, are marked as well', () => {
  const all = changed(({data, facts, params}, index) => {
    const by = (digest: string) => ({
      ...facts,
      'train.metric_code': 'aaaaaaa1',
      'evaluate.metric_code': digest,
    });
    if (index === 0) return {facts: by('0ddc0de1')};
    if (index === 1)
      return {
        facts: by('c0dec0de'),
        data: dataIdentity(facts, {
          ...params,
          'train.validation': 'folds',
          'train.folds': 5,
          'train.fold': 2,
        }),
      };
    return {facts: by('c0dec0de'), data};
  });
  const more = [...all, ...all.slice(2).map((run) => ({...run, id: `${run.id}-b`}))];
  expect(
    compare([...more, ...study.map((run) => ({...run, id: `${run.id}-old`}))], {}).rows.map((row) => [
      row.id,
      row.incomparable,
    ]),
  ).toEqual([
    ['261124-g9k4', 'evaluated by other code (evaluate 0ddc0de, not c0dec0d)'],
    ['261124-g9k3', 'other split (train.validation folds, not test)'],
    ['261124-g9k2', undefined],
    ['261124-g9k2-b', undefined],
    // Of an earlier version of the record: not known.
    ['261124-g9k4-old', undefined],
    ['261124-g9k3-old', undefined],
    ['261124-g9k2-old', undefined],
  ]);
});

test('a name that is markup, a formula or an escape code stays text', () => {
  const hostile = changed((_, index) => ({
    experiment: ['<script>|*`', 'a,"b"\nc', '\x1b[2Jcnn'][index] ?? '',
  }));
  const comparison = compare(hostile, {});
  expect(compareMarkdown(comparison).split('\n')[2]).toMatch(/^\| 261124-g9k4 \| &lt;script>\\\|\\\*\\` \|/);
  expect(compareCsv(comparison)).toContain('261124-g9k3,"a,""b"" c",');
  expect(compareTable(comparison)).not.toContain('\u001b');
});

test('names of metrics, params and data that are escape codes stay text, too', () => {
  const odd = 'a\u001b[2J\u009b31m\nb';
  const [first, second] = study;
  if (first?.data == null || second === undefined) throw new Error('the study has three runs');
  const runs = [
    {
      ...first,
      params: {...first.params, [odd]: 1},
      latest: {[odd]: 1},
      data: {...first.data, dataset: odd, digest: 'f00'},
    },
    {...second, params: {...second.params, [odd]: 2}, latest: {[odd]: 2}},
  ];
  const comparison = compare(runs, {[odd]: 'max'});
  const told = [compareTable(comparison), compareMarkdown(comparison), compareCsv(comparison)].join('');
  expect(told).toContain('a 31m b');
  const page = runPage({...failed, latest: {[odd]: 1}, facts: {[odd]: 'x'}, params: {[odd]: odd}});
  for (const text of [told, page]) expect(text.replaceAll(/\r?\n/g, '')).not.toMatch(/\p{Cc}/u);
});

test('wide letters keep their columns', () => {
  const wide = changed((_, index) => ({experiment: ['手話', 'cnn', 'é'][index] ?? ''}));
  const lines = compareTable(compare(wide, {val_acc: 'max'}))
    .split('\n')
    .slice(2, 5);
  expect(new Set(lines.map((line) => widthOf(line.slice(0, line.indexOf('✔'))))).size).toBe(1);
});

test('what is not a number is shown, and is never the best', () => {
  const runs = changed((run, index) => (index === 0 ? {latest: {...run.latest, val_acc: NaN}} : {}));
  const column = compare(runs, {val_acc: 'max'}).columns[6];
  expect(runs.map((_, row) => [column?.text(row), column?.isBest(row)])).toEqual([
    ['NaN', false],
    ['0.9509', true],
    ['0.7829', false],
  ]);
  expect(JSON.parse(compareJson(runs)) as unknown).toMatchObject([{latest: {val_acc: 'NaN'}}, {}, {}]);
});

test('one run alone is the best of nothing', () => {
  expect(compareTable(compare(study.slice(1, 2), studyMetrics), {width: 90})).toMatchInlineSnapshot(`
    "run          experiment  status  val_acc  best val_acc  val_loss  test_acc        time
    ───────────  ──────────  ──────  ───────  ────────────  ────────  ────────  ──────────
    261124-g9k3  cnn         ✔ done   0.9509        0.9509    0.2075    0.9509  1 min 58 s

    Sample data: generated pictures, not real ones.
    Not shown for want of width: acc, parameters.
    "
  `);
});

test('no runs', () => expect(compareTable(compare([], studyMetrics))).toBe('No runs.\n'));

test('the params that differ, and short names for them', () => {
  expect(differingParams(study)).toEqual(['augment.rotation', 'augment.zoom', 'train.model']);
  expect(
    differingParams([
      {params: {'train.model': 'mlp', 'train.units': 128, 'train.list': [1, 2]}},
      {params: {'train.model': 'cnn', 'train.filters': 32, 'train.list': [1, 2]}},
      {params: {'train.model': 'cnn', 'train.filters': 64, 'train.list': [1, 2]}},
    ]),
  ).toEqual(['train.model', 'train.filters']);
  expect(shortNames(['train.seed', 'preprocess.seed', 'train.model'])).toEqual([
    'train.seed',
    'preprocess.seed',
    'model',
  ]);
});

test('the page of a failed run', () => {
  expect(runPage(failed)).toMatchInlineSnapshot(`
    "✖ cnn · run 261124-g9k3 · failed
    pipeline sign-language-mnist · started 2026-11-24 09:30:00 UTC · took 19.9 s
    data: the built-in sample (generated pictures, not real ones), 3a6eb07

    Stages
      ✔ download    ran       1.2 s  9a3a03aad4  nothing cached yet · 2 threads
      ✔ preprocess  ran      0.90 s  8ffde78a1e  nothing cached yet · 2 threads
      ✔ augment     ran      0.30 s  6f9d4b5252  nothing cached yet · 2 threads
      ✖ train       failed   17.5 s  08fb2edcbc  nothing cached yet · 1 thread
      − evaluate    skipped                      train failed

    Failure
      train: The loss is NaN at epoch 3 with learning rate 0.001.
        Take a smaller train.learning_rate.

    Metrics
                         latest    best
      loss                  NaN
      acc                0.6468  0.6468  at 3
      val_loss           1.3222  1.3222  at 3
      val_acc            0.6186  0.6186  at 3
      epoch_seconds      5.7055
      images_per_second   4,812
      learning_rate      0.0010

    Epochs of train
      epoch    loss     acc  val_loss  val_acc  epoch_seconds  images_per_second  learning_rate
          1  2.3039  0.3121    2.3811   0.3039         5.7055              4,812         0.0010
          2  1.6476  0.5071    1.7728   0.4787         5.7055              4,812         0.0010
          3     NaN  0.6468    1.3222   0.6186         5.7055              4,812         0.0010

    Params
      download.source           auto
      download.dataset          datamunge/sign-language-mnist
      preprocess.test_fraction  0.2
      preprocess.seed           1
      augment.rotation          0
      augment.zoom              0
      augment.mode              online
      train.model               cnn
      train.epochs              5
      train.batch_size          256
      train.learning_rate       0.001
      train.seed                1
      train.threads             auto

    Facts
      download.source        sample
      download.dataset       sample
      download.digest        3a6eb0790f39ac87c94f3856b2dd2c5d110e6811602261a9a923d3bb23adc8b7
      preprocess.train_rows  27455
      preprocess.test_rows   7172
      preprocess.classes     24
      train.engine           tensorflow 2.15.1
      train.trainer          graph
      train.threads          1
      train.parameters       205112

    Environment
      os      linux
      cpu     Xeon, 2 cores
      node    20.20.2
      engine  tensorflow 2.15.1
      commit  3c3c44d
      dirty   false
    "
  `);
});

test('the page as JSON', () => {
  const read = JSON.parse(runJson(failed)) as RunDetail;
  expect(read.metrics[0]?.points).toEqual([{step: 1, value: 2.3039}, {step: 2, value: 1.6476}, {step: 3, value: 'NaN'}]); // prettier-ignore
  expect(read.stages).toEqual(failed.stages);
});

function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(JSON.stringify(result.failure));
}

test('no two columns are called alike: a param named as a metric or a column has its full name', () => {
  const runs = study.map((run, index) => ({
    ...run,
    params: {...run.params, 'train.val_acc': index, 'train.status': index},
  }));
  const titles = compare(runs, studyMetrics).columns.map(({title}) => title);
  expect(titles).toEqual(expect.arrayContaining(['val_acc', 'train.val_acc', 'status', 'train.status']));
  expect(new Set(titles).size).toBe(titles.length);
});
