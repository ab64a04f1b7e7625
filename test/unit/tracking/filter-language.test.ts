import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {filterRuns} from '../../../src/tracking/filter/filter-runs.ts';
import {listRuns} from '../../../src/tracking/list-runs.ts';
import {openTracking} from '../../../src/tracking/open-tracking.ts';
import {createRecorder} from '../../../src/tracking/recorder.ts';
import type {RunSummary} from '../../../src/tracking/run-summary.ts';
import {recordedStudy, start, studyMetrics} from '../../rig/recorded-study.ts';
import {unwrap} from '../../rig/workspace.ts';

let folder: string;
let runs: readonly RunSummary[];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'epochal-filter-'));
  const tracking = unwrap(openTracking(join(folder, 'runs.db')));
  recordedStudy({epochs: 2}).forEach(createRecorder(tracking));
  runs = unwrap(listRuns(tracking, {metrics: studyMetrics}));
  tracking.close();
});
afterAll(() => rmSync(folder, {recursive: true}));

test.each([
  ['', ['cnn-augmented', 'cnn', 'mlp']],
  ['model=cnn', ['cnn-augmented', 'cnn']],
  ['!cnn', ['mlp']],
  ['train.model=cnn and rotation>=10', ['cnn-augmented']],
  ['model=mlp or (rotation>5 and !mlp)', ['cnn-augmented', 'mlp']],
  ['status!=done', []],
  ['age<2h cnn', ['cnn-augmented', 'cnn']],
])('%s', (text, expected) => {
  const passed = unwrap(filterRuns(text, {runs, now: start + 3_600_000}));
  expect(passed.map(({experiment}) => experiment)).toEqual(expected);
});

test.each(['model=', 'model cnn)', '(model=cnn', 'no_such>1', 'rotation>many'])('%s is at fault', (text) => {
  const passed = filterRuns(text, {runs, now: start});
  expect(passed.ok ? passed.value : passed.failure.what).toMatchSnapshot();
});
