import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {accept, undoAcceptance} from '../../../src/tracking/acceptances.ts';
import {incomparable} from '../../../src/tracking/comparability.ts';
import {listRuns} from '../../../src/tracking/list-runs.ts';
import {openTracking, type Tracking} from '../../../src/tracking/open-tracking.ts';
import {createRecorder} from '../../../src/tracking/recorder.ts';
import {recordedStudy} from '../../rig/recorded-study.ts';
import {unwrap} from '../../rig/workspace.ts';

let folder: string;
let tracking: Tracking;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'epochal-accepted-'));
  tracking = unwrap(openTracking(join(folder, 'runs.db')));
});
afterEach(async () => {
  tracking.close();
  await rm(folder, {recursive: true});
});

const digestOf = (letter: string) => letter.repeat(64);

/** A run that code of this digest evaluated. */
function record(experiment: 'mlp' | 'cnn' | 'cnn-augmented', letter: string): void {
  const recorder = createRecorder(tracking);
  for (const event of recordedStudy({epochs: 1, only: [experiment]}))
    recorder(
      event.type === 'stage-done'
        ? {
            ...event,
            fingerprint: {
              definition: event.stage,
              params: {},
              inputs: {},
              code: {[`stages/${event.stage}`]: digestOf(event.stage === 'evaluate' ? letter : '0')},
            },
          }
        : event,
    );
}

const change = (before: string, after: string, at: number) => ({
  at,
  stage: 'evaluate',
  definition: 'evaluate',
  earlier: digestOf('9'),
  changes: [
    {field: 'code', name: 'stages/evaluate', before: digestOf(before), after: digestOf(after)},
  ] as const,
  what: 'code of stages/evaluate.ts changed',
  note: null,
});

const blamed = () => {
  const runs = unwrap(listRuns(tracking));
  return [...incomparable(runs).keys()].map((id) => runs.find((run) => run.id === id)?.experiment).sort();
};

test('runs that code of before and of after an accepted change evaluated are comparable, until it is taken back', () => {
  record('mlp', 'a');
  record('cnn', 'a');
  record('cnn-augmented', 'c');
  expect(blamed()).toEqual(['cnn-augmented']);
  unwrap(accept(tracking, [change('a', 'b', 1)]));
  expect(blamed()).toEqual(['cnn-augmented']);
  unwrap(accept(tracking, [change('b', 'c', 2)]));
  expect(blamed()).toEqual([]);
  unwrap(undoAcceptance(tracking, 'evaluate', 3));
  expect(blamed()).toEqual(['cnn-augmented']);
});

test('changes that come back to where they began make all of them alike', () => {
  record('mlp', 'a');
  record('cnn', 'b');
  unwrap(accept(tracking, [change('a', 'b', 1), change('b', 'a', 2)]));
  expect(blamed()).toEqual([]);
});
