import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import type {Event} from '../../../src/runner/events.ts';
import type {Result} from '../../../src/runner/failure.ts';
import {claimRunId} from '../../../src/tracking/claim-run-id.ts';
import {findEqualRun, findRun} from '../../../src/tracking/find-run.ts';
import {listRuns} from '../../../src/tracking/list-runs.ts';
import {openTracking, type Tracking} from '../../../src/tracking/open-tracking.ts';
import {createRecorder} from '../../../src/tracking/recorder.ts';
import {runDetail} from '../../../src/tracking/run-detail.ts';
import {recordedRepeat, recordedStudy, studyMetrics} from '../../rig/recorded-study.ts';

let folder: string;
let tracking: Tracking;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'epochal-tracking-'));
  tracking = unwrap(openTracking(join(folder, 'experiments', 'runs.db')));
});

afterEach(() => {
  tracking.close();
  rmSync(folder, {recursive: true});
});

const record = (events: readonly Event[]) => {
  const recorder = createRecorder(tracking, {
    onFailure: ({what}) => {
      throw new Error(what);
    },
  });
  events.forEach((event) => recorder(event));
};

test('a study becomes three runs, newest first', () => {
  record(recordedStudy({epochs: 4}));
  const runs = unwrap(listRuns(tracking, {metrics: studyMetrics}));
  expect(runs.map(({id, experiment, status, seconds}) => ({id, experiment, status, seconds}))).toEqual([
    {id: '261124-g9k4', experiment: 'cnn-augmented', status: 'done', seconds: 27.042},
    {id: '261124-g9k3', experiment: 'cnn', status: 'done', seconds: 26.274},
    {id: '261124-g9k2', experiment: 'mlp', status: 'done', seconds: 6.114},
  ]);
  const [augmented] = runs;
  expect(augmented?.started).toBe('2026-11-24T09:30:00.005Z');
  expect(augmented?.latest).toEqual({
    loss: 0.8588,
    acc: 0.7359,
    val_loss: 0.9071,
    val_acc: 0.7431,
    epoch_seconds: 5.898,
    images_per_second: 4655,
    learning_rate: 0.001,
    test_acc: 0.7431,
    test_loss: 0.9071,
  });
  expect(augmented?.best).toEqual({acc: 0.7359, val_acc: 0.7431, val_loss: 0.9071, test_acc: 0.7431});
  expect(augmented?.best_step).toEqual({acc: 4, val_acc: 4, val_loss: 4, test_acc: 0});
  expect(augmented?.stages.map(({name, how, seconds}) => [name, how, seconds])).toEqual([
    ['download', 'shared', 1.2],
    ['preprocess', 'shared', 0.9],
    ['augment', 'ran', 0.3],
    ['train', 'ran', 23.942],
    ['evaluate', 'ran', 0.7],
  ]);
  expect(augmented?.data).toMatchObject({source: 'sample', dataset: 'sample', sample: true});
});

test('every epoch of every metric can be read again', () => {
  const events = recordedStudy({epochs: 20, only: ['mlp']});
  record(events);
  const detail = unwrap(runDetail(tracking, 'mlp', {metrics: studyMetrics}));
  const recorded = detail.metrics.map(({stage, name, points}) => [`${stage}.${name}`, points]);
  expect(Object.fromEntries(recorded)).toEqual(seriesOf(events));
  expect(detail.metrics.map(({stage, name}) => `${stage}.${name}`)).toEqual([
    'train.loss',
    'train.acc',
    'train.val_loss',
    'train.val_acc',
    'train.epoch_seconds',
    'train.images_per_second',
    'train.learning_rate',
    'evaluate.test_acc',
    'evaluate.test_loss',
  ]);
  expect(detail.environment).toEqual({
    os: 'linux',
    cpu: 'Xeon, 2 cores',
    node: '20.20.2',
    engine: 'tensorflow 2.15.1',
    commit: '3c3c44d',
    dirty: false,
  });
  expect(
    detail.stages.map(({name, uses, needs, reason, threads}) => ({name, uses, needs, reason, threads})),
  ).toEqual([
    {name: 'download', uses: 'download', needs: [], reason: 'nothing cached yet', threads: 2},
    {name: 'preprocess', uses: 'preprocess', needs: ['download'], reason: 'nothing cached yet', threads: 2},
    {name: 'augment', uses: 'augment', needs: ['preprocess'], reason: 'nothing cached yet', threads: 2},
    {name: 'train', uses: 'train', needs: ['augment'], reason: 'nothing cached yet', threads: 1},
    {
      name: 'evaluate',
      uses: 'evaluate',
      needs: ['train', 'preprocess'],
      reason: 'nothing cached yet',
      threads: 2,
    },
  ]);
});

test('a repeat leaves nothing, and the run that it equals is found by its keys', () => {
  record(recordedStudy({epochs: 2}));
  const before = unwrap(listRuns(tracking));
  for (const event of recordedRepeat({epochs: 2})) {
    if (event.type === 'run-started') expect(unwrap(claimRunId(tracking, event.run))).toBe(true);
  }
  record(recordedRepeat({epochs: 2}));
  expect(unwrap(listRuns(tracking))).toEqual(before);
  const keys = Object.fromEntries((before[0]?.stages ?? []).map(({name, key}) => [name, key ?? '']));
  expect(unwrap(findEqualRun(tracking, keys))).toBe('261124-g9k4');
  expect(unwrap(findEqualRun(tracking, {...keys, train: 'another'}))).toBeUndefined();
  // The claims of the repeats are given back.
  expect(unwrap(claimRunId(tracking, '261124-g9z2'))).toBe(true);
});

test('a run of cached stages that equals no earlier one is recorded whole', () => {
  record(
    recordedRepeat({epochs: 2}).map((event): Event => {
      if (event.type !== 'run-done') return event;
      const {type, at, run, status, seconds} = event;
      return {type, at, run, status, seconds};
    }),
  );
  const runs = unwrap(listRuns(tracking));
  expect(runs.map(({id, status, stages}) => [id, status, stages.map(({how}) => how)])).toEqual([
    ['261124-g9z4', 'done', ['cached', 'cached', 'cached', 'cached', 'cached']],
    ['261124-g9z3', 'done', ['cached', 'cached', 'cached', 'cached', 'cached']],
    ['261124-g9z2', 'done', ['cached', 'cached', 'cached', 'cached', 'cached']],
  ]);
  expect(unwrap(runDetail(tracking, '261124-g9z2')).metrics[0]?.points).toHaveLength(2);
});

test('what is not a number is kept as such, and its failure with it', () => {
  record(recordedStudy({epochs: 5, failing: 'cnn'}));
  const detail = unwrap(runDetail(tracking, 'cnn', {metrics: {loss: 'min'}}));
  expect(detail.status).toBe('failed');
  expect(detail.latest['loss']).toBeNaN();
  expect(detail.best).toEqual({loss: 1.6476});
  expect(detail.metrics[0]?.points).toEqual([
    {step: 1, value: 2.3039},
    {step: 2, value: 1.6476},
    {step: 3, value: NaN},
  ]);
  expect(detail.stages.slice(3).map(({how, reason, failure}) => ({how, reason, failure}))).toEqual([
    {
      how: 'failed',
      reason: 'nothing cached yet',
      failure: {
        code: 'loss-not-finite',
        blame: 'stage',
        what: 'The loss is NaN at epoch 3 with learning rate 0.001.',
        todo: 'Take a smaller train.learning_rate.',
        facts: {epoch: 3, learning_rate: 0.001},
      },
    },
    {how: 'skipped', reason: 'train failed', failure: null},
  ]);
});

test('both infinities come back, and the best is of finite values', () => {
  const [started] = recordedStudy({only: ['mlp']}).filter(({type}) => type === 'run-started');
  const values = [1, Infinity, -Infinity, 0.5];
  record([
    ...(started === undefined ? [] : [started]),
    {type: 'stage-waiting', at: 0, run: '261124-g9k2', stage: 'train', key: 'k', reason: 'r'},
    ...values.map((loss, step): Event => ({
      type: 'stage-reported',
      at: step,
      run: '261124-g9k2',
      stage: 'train',
      report: {type: 'metrics', step, values: {loss}},
    })),
  ]);
  const detail = unwrap(runDetail(tracking, 'mlp', {metrics: {loss: 'max'}}));
  expect(detail.metrics[0]?.points.map(({value}) => value)).toEqual(values);
  expect(detail.best).toEqual({loss: 1});
  expect(detail.latest).toEqual({loss: 0.5});
});

test('a run goes by its id, the beginning of it, or its experiment', () => {
  record(recordedStudy({epochs: 1}));
  expect(unwrap(findRun(tracking, '261124-g9k3'))).toBe('261124-g9k3');
  expect(unwrap(findRun(tracking, 'cnn'))).toBe('261124-g9k3');
  expect(findRun(tracking, '2611')).toEqual({
    ok: false,
    failure: {
      code: 'run-ambiguous',
      blame: 'user',
      what: '2611 is the beginning of 3 runs: 261124-g9k2, 261124-g9k3, 261124-g9k4.',
      todo: 'Write one more letter or two.',
      facts: {name: '2611', ids: ['261124-g9k2', '261124-g9k3', '261124-g9k4']},
    },
  });
  expect(findRun(tracking, 'vgg')).toEqual({
    ok: false,
    failure: {
      code: 'run-unknown',
      blame: 'user',
      what: 'There is no run or experiment vgg.',
      todo: '`epochal compare runs` lists what there is.',
      facts: {name: 'vgg'},
    },
  });
  expect(unwrap(listRuns(tracking, {names: ['cnn', '261124-g9k2']})).map(({id}) => id)).toEqual([
    '261124-g9k3',
    '261124-g9k2',
  ]);
  expect(unwrap(listRuns(tracking, {limit: 1})).map(({id}) => id)).toEqual(['261124-g9k4']);
});

test('an id is given once', () => {
  record(recordedStudy({epochs: 1, only: ['mlp']}));
  expect(unwrap(claimRunId(tracking, 'a'))).toBe(true);
  expect(unwrap(claimRunId(tracking, 'a'))).toBe(false);
  expect(unwrap(claimRunId(tracking, '261124-g9k2'))).toBe(false);
});

/** `stage.metric` → what the events say of it. */
function seriesOf(events: readonly Event[]): Readonly<Record<string, {step: number; value: number}[]>> {
  const series: Record<string, {step: number; value: number}[]> = {};
  for (const event of events) {
    if (event.type !== 'stage-reported' || event.report.type !== 'metrics') continue;
    const {step, values} = event.report;
    for (const [name, value] of Object.entries(values)) {
      (series[`${event.stage}.${name}`] ??= []).push({step, value});
    }
  }
  return series;
}

function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(JSON.stringify(result.failure));
}

test('of a stage that measured something, the code that did is at hand in a listing', () => {
  const code = {
    'stages/evaluate': 'e'.repeat(64),
    'stages/train': 'a'.repeat(64),
    'ml/models/cnn': 'c'.repeat(64),
  };
  record(
    recordedStudy({epochs: 2, only: ['cnn']}).map((event) =>
      event.type === 'stage-done'
        ? {...event, fingerprint: {definition: event.stage, params: {}, inputs: {}, code}}
        : event,
    ),
  );
  const [run] = unwrap(listRuns(tracking));
  const facts = Object.entries(run?.facts ?? {}).filter(([name]) => name.endsWith('.metric_code'));
  expect(facts).toEqual([
    ['train.metric_code', 'aaaaaaaaaaaa'],
    ['evaluate.metric_code', 'eeeeeeeeeeee'],
  ]);
});
