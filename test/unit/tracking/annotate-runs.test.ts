import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {addNote, changeTags, processOf} from '../../../src/tracking/annotate-runs.ts';
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

test('a run whose number another has by now is put back beside it, and neither is touched', () => {
  recordedStudy({epochs: 2}).forEach(createRecorder(tracking));
  unwrap(changeTags(tracking, ['261124-g9k4'], {add: ['good'], remove: []}));
  unwrap(addNote(tracking, '261124-g9k4', {note: 'the best', at: start}));
  const detail = (id: string) => unwrap(runDetail(tracking, id, {metrics: studyMetrics}));
  const before = detail('261124-g9k4');
  const removed = unwrap(removeRuns(tracking, ['261124-g9k4']));
  const next = recordedStudy({epochs: 1, only: ['mlp']}).map((event) =>
    'run' in event ? {...event, run: 'next'} : event,
  );
  // It has only begun: of its metrics none is written yet.
  next.slice(0, 3).forEach(createRecorder(tracking));
  const begun = detail('next');
  unwrap(putBackRuns(tracking, removed));
  expect(detail('261124-g9k4')).toEqual(before);
  expect(detail('next')).toEqual(begun);
  // A second time, as from another dashboard, there is nothing to do.
  unwrap(putBackRuns(tracking, removed));
  expect(detail('261124-g9k4')).toEqual(before);
});

test('a run that ended belongs to no process, though its execution may go on', () => {
  const events = recordedStudy({epochs: 2});
  const recorder = createRecorder(tracking);
  events.slice(0, events.findIndex(({type}) => type === 'run-done') + 1).forEach(recorder);
  const of = (id: string) => unwrap(processOf(tracking, id));
  const ended = unwrap(listRuns(tracking)).filter(({status}) => status === 'done');
  expect(ended.map(({id}) => of(id))).toEqual([undefined]);
  const running = unwrap(listRuns(tracking)).filter(({status}) => status === 'running');
  expect(running.map(({id}) => typeof of(id))).toEqual(['string', 'string']);
});

test('of runs under way that say nothing new, nothing is told', () => {
  const other = unwrap(openTracking(tracking.file));
  const events = recordedStudy({epochs: 2});
  events.slice(0, 20).forEach(createRecorder(other));
  const follower = unwrap(followRuns(tracking, {metrics: studyMetrics}));
  while (unwrap(follower.more(100)));
  const known = follower.runs();
  expect(known.map(({status}) => status)).toEqual(['running', 'running', 'running']);
  expect(unwrap(follower.look()).size).toBe(0);
  expect(follower.runs()).toBe(known);
  // A process that dies leaves no trace in the file.
  const gone = `${/^[^-]+/.exec(unwrap(processOf(tracking, known[0]?.id ?? '')) ?? '')?.[0] ?? ''}-1-0-x`;
  tracking.prepare('UPDATE runs SET process = ? WHERE id = ?').run(gone, known[0]?.id);
  expect([...unwrap(follower.look())]).toEqual([known[0]?.id]);
  expect(follower.runs()[0]?.status).toBe('interrupted');
  other.close();
});

test('a run that another process deletes while it is looked for is one that is not there', () => {
  recordedStudy({epochs: 2}).forEach(createRecorder(tracking));
  const other = unwrap(openTracking(tracking.file));
  let looks = 0;
  const slow: Tracking = {
    ...tracking,
    read: (work) => {
      const seen = tracking.read(work);
      if (++looks === 1) unwrap(removeRuns(other, ['261124-g9k2']));
      return seen;
    },
  };
  expect(runDetail(slow, 'mlp')).toMatchObject({ok: false, failure: {code: 'run-unknown'}});
  other.close();
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
