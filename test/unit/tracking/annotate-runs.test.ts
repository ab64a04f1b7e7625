import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {addNote, changeTags} from '../../../src/tracking/annotate-runs.ts';
import {putBackRuns, removeRuns} from '../../../src/tracking/delete-runs.ts';
import {followRuns} from '../../../src/tracking/follow-runs.ts';
import {listRuns} from '../../../src/tracking/list-runs.ts';
import {openTracking, type Tracking} from '../../../src/tracking/open-tracking.ts';
import {createRecorder} from '../../../src/tracking/recorder.ts';
import {runDetail} from '../../../src/tracking/run-detail.ts';
import {recordedStudy, start, studyMetrics} from '../../rig/recorded-study.ts';
import {unwrap} from '../../rig/workspace.ts';

let folder: string;
let tracking: Tracking;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'epochal-annotate-'));
  tracking = unwrap(openTracking(join(folder, 'runs.db')));
});
afterEach(() => {
  tracking.close();
  rmSync(folder, {recursive: true});
});

test('tags and notes', () => {
  recordedStudy({epochs: 2}).forEach(createRecorder(tracking));
  unwrap(
    changeTags(tracking, ['261124-g9k2', '261124-g9k3', 'no-such-run'], {add: ['good', 'old'], remove: []}),
  );
  unwrap(changeTags(tracking, ['261124-g9k3'], {add: ['good'], remove: ['old', 'other']}));
  unwrap(addNote(tracking, '261124-g9k3', {note: 'the one for the paper', at: start}));
  expect(unwrap(listRuns(tracking)).map(({experiment, tags}) => [experiment, tags])).toEqual([
    ['cnn-augmented', []],
    ['cnn', ['good']],
    ['mlp', ['good', 'old']],
  ]);
  expect(unwrap(runDetail(tracking, 'cnn')).notes).toEqual([
    {written: '2026-11-24T09:30:00.000Z', note: 'the one for the paper'},
  ]);
});

test('a run that was removed is put back with all it had', () => {
  recordedStudy({epochs: 5, failing: 'cnn'}).forEach(createRecorder(tracking));
  unwrap(changeTags(tracking, ['261124-g9k3'], {add: ['good'], remove: []}));
  unwrap(addNote(tracking, '261124-g9k3', {note: 'diverges', at: start}));
  const before = ['mlp', 'cnn'].map((name) => unwrap(runDetail(tracking, name, {metrics: studyMetrics})));
  const removed = unwrap(removeRuns(tracking, ['261124-g9k3', '261124-g9k2']));
  expect(unwrap(listRuns(tracking)).map(({experiment}) => experiment)).toEqual(['cnn-augmented']);
  expect(tracking.prepare('SELECT count(*) AS left FROM metrics WHERE run < 3').get()).toEqual({left: 0});
  unwrap(putBackRuns(tracking, removed));
  expect(['mlp', 'cnn'].map((name) => unwrap(runDetail(tracking, name, {metrics: studyMetrics})))).toEqual(
    before,
  );
});

test('a follower sees what others write, and reads no more than that', () => {
  const other = unwrap(openTracking(tracking.file));
  const events = recordedStudy({epochs: 3});
  const recorder = createRecorder(other);
  const half = events.findIndex(({type}) => type === 'run-done');
  events.slice(0, half).forEach(recorder);
  const follower = unwrap(followRuns(tracking, {metrics: studyMetrics}));
  expect(unwrap(follower.more(2))).toBe(true);
  expect(unwrap(follower.more(2))).toBe(false);
  expect(follower.runs().map(({id, status}) => [id, status])).toEqual([
    ['261124-g9k4', 'running'],
    ['261124-g9k3', 'running'],
    ['261124-g9k2', 'running'],
  ]);
  events.slice(half).forEach(recorder);
  unwrap(changeTags(other, ['261124-g9k3'], {add: ['good'], remove: []}));
  expect([...unwrap(follower.look())].sort()).toEqual(['261124-g9k2', '261124-g9k3', '261124-g9k4']);
  expect(follower.runs().map(({status, tags}) => [status, tags])).toEqual([
    ['done', []],
    ['done', ['good']],
    ['done', []],
  ]);
  expect(unwrap(follower.look()).size).toBe(0);
  unwrap(removeRuns(other, ['261124-g9k2']));
  expect([...unwrap(follower.look())]).toEqual(['261124-g9k2']);
  expect(follower.runs()).toHaveLength(2);
  other.close();
});
