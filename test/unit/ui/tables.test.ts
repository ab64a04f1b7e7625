import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import type {Result} from '../../../src/runner/failure.ts';
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
    expect(compareTable(compare(study, studyMetrics))).toMatchInlineSnapshot();
  });
  test('120 columns', () => {
    expect(compareTable(compare(study, studyMetrics), {width: 120})).toMatchInlineSnapshot();
  });
  test('80 columns', () => {
    expect(compareTable(compare(study, studyMetrics), {width: 80})).toMatchInlineSnapshot();
  });
  test('40 columns', () => {
    expect(compareTable(compare(study, studyMetrics), {width: 40})).toMatchInlineSnapshot();
  });
  test('CSV', () => {
    expect(compareCsv(compare(study, studyMetrics))).toMatchInlineSnapshot();
  });
  test('Markdown', () => {
    expect(compareMarkdown(compare(study, studyMetrics))).toMatchInlineSnapshot();
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
  expect(compareTable(compare(all, {val_acc: 'max'}))).toMatchInlineSnapshot();
});

test('a name that is markup, a formula or an escape code stays text', () => {
  const hostile = changed((_, index) => ({
    experiment: ['<script>|*`', 'a,"b"\nc', '\x1b[2Jcnn'][index] ?? '',
  }));
  const comparison = compare(hostile, {});
  expect(compareMarkdown(comparison).split('\n')[2]).toMatch(/^\| 261124-g9k4 \| &lt;script>\\\|\\\*\\` \|/);
  expect(compareCsv(comparison)).toContain('261124-g9k3,"a,""b"" c",');
  // eslint-disable-next-line no-control-regex
  expect(compareTable(comparison)).not.toMatch(/\x1b/);
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
  const cells = compare(runs, {val_acc: 'max'}).rows.map(({cells: of}) => of[6]);
  expect(cells.map((cell) => [cell?.text, cell?.best])).toEqual([
    ['NaN', false],
    ['0.9509', true],
    ['0.7828', false],
  ]);
  expect(JSON.parse(compareJson(runs)) as unknown).toMatchObject([{latest: {val_acc: 'NaN'}}, {}, {}]);
});

test('one run alone is the best of nothing', () => {
  expect(compareTable(compare(study.slice(1, 2), studyMetrics), {width: 90})).toMatchInlineSnapshot();
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
  expect(runPage(failed)).toMatchInlineSnapshot();
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
