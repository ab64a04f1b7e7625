import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import type {Sweep} from '../../../src/sweeps/sweep.ts';
import {openTracking, type Tracking} from '../../../src/tracking/open-tracking.ts';
import {openSweepRecord} from '../../../src/tracking/sweep-record.ts';
import {sweepStatus} from '../../../src/tracking/sweep-status.ts';
import {unwrap} from '../../rig/workspace.ts';

let folder: string;
let tracking: Tracking;
let time = 0;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'epochal-sweep-record-'));
  tracking = unwrap(openTracking(join(folder, 'experiments', 'runs.db')));
});

afterEach(() => {
  tracking.close();
  rmSync(folder, {recursive: true});
});

const spec: Sweep = {
  name: 'try',
  file: '/somewhere/try.sweep.yaml',
  method: 'random',
  seed: 1,
  space: {dimensions: [], exclude: []},
  set: {},
  objective: {metric: 'val_acc', direction: 'max', of: 'last'},
  budget: {trials: 3},
  places: {},
  place: {file: '/somewhere/try.sweep.yaml'},
};

const open = ({lanes = 2, budget = spec.budget, identity = 'one'} = {}) =>
  unwrap(
    openSweepRecord(tracking, {name: 'try', identity, spec: {...spec, budget}, lanes, now: () => ++time}),
  );

test('the lanes of a sweep stay what they were at its beginning, however often it goes on', () => {
  open({lanes: 3});
  expect([open({lanes: 1}).lanes, open({lanes: 2}).lanes, open({lanes: 2}).lanes]).toEqual([3, 3, 3]);
});

test('the status of a sweep that was given a larger budget tells that', () => {
  open();
  open({budget: {trials: 8}});
  expect(unwrap(sweepStatus(tracking, 'try')).spec.budget).toEqual({trials: 8});
});

test('one that was ended while it paused does not pause when it goes on', () => {
  const first = open();
  unwrap(first.ask({kind: 'pause'}));
  expect(unwrap(sweepStatus(tracking, 'try')).state).toBe('paused');
  unwrap(first.ended('cancelled', ''));
  open();
  expect(unwrap(sweepStatus(tracking, 'try')).state).toBe('running');
});

test('what was added and which trials were stopped by hand is known when it goes on', () => {
  const first = open();
  for (const request of [
    {kind: 'add', trials: 2},
    {kind: 'stop-trial', trial: 3},
    {kind: 'add', trials: 5},
  ] as const)
    unwrap(first.ask(request));
  const second = open();
  expect([second.added, second.stopped, unwrap(second.asked())]).toEqual([7, [3], []]);
});

test('of a name the sweep that decided something last is told, though another began later', () => {
  const first = open({identity: 'one'});
  unwrap(first.ended('done', 'the first'));
  unwrap(open({identity: 'two'}).ended('done', 'the second'));
  const again = open({identity: 'one'});
  unwrap(
    again.decided(
      {number: 0, trial: 1, reason: '', clock: 0, kind: 'start', group: 1, point: {}, draws: 1, full: 0},
      'r1',
    ),
  );
  unwrap(again.ended('done', 'the first, again'));
  expect(unwrap(sweepStatus(tracking, 'try')).reason).toBe('the first, again');
});
