import {expect, test} from 'vitest';
import type {Event} from '../../../src/runner/events.ts';
import {noCourse, withValue} from '../../../src/ui/course.ts';
import {fold} from '../../../src/ui/fold.ts';
import {nothingYet, type ExecutionState} from '../../../src/ui/state.ts';
import {partDone, timeLeft} from '../../../src/ui/time-left.ts';
import {recordedRepeat, recordedStudy, start} from '../../rig/recorded-study.ts';

const stateAt = (seconds: number, events = recordedStudy()): ExecutionState =>
  events.filter(({at}) => at <= start + seconds * 1000).reduce(fold, nothingYet);

const stageOf = (state: ExecutionState, label: string, name: string) => {
  const stage = state.runs.find((run) => run.label === label)?.stages.find((each) => each.name === name);
  if (stage === undefined) throw new Error(`no ${label}.${name}`);
  return stage;
};

test('stages stand where the events left them', () => {
  const standing = (state: ExecutionState) =>
    state.runs.map(({label, status, stages}) => [
      label,
      status,
      stages.map(({at}) => (at.status === 'done' ? at.how : at.status)),
    ]);
  expect(standing(stateAt(1))).toEqual([
    ['mlp', 'running', ['running', 'pending', 'pending', 'pending', 'pending']],
    ['cnn', 'running', ['waiting', 'pending', 'pending', 'pending', 'pending']],
    ['cnn-augmented', 'running', ['waiting', 'pending', 'pending', 'pending', 'pending']],
  ]);
  expect(standing(stateAt(60))).toEqual([
    ['mlp', 'done', ['ran', 'ran', 'ran', 'ran', 'ran']],
    ['cnn', 'running', ['shared', 'shared', 'shared', 'running', 'pending']],
    ['cnn-augmented', 'running', ['shared', 'shared', 'ran', 'running', 'pending']],
  ]);
  expect(standing(stateAt(Infinity, recordedStudy({failing: 'cnn', only: ['cnn']})))).toEqual([
    ['cnn', 'failed', ['ran', 'ran', 'ran', 'failed', 'skipped']],
  ]);
});

test('time left follows from the pace of the last epochs', () => {
  const state = stateAt(60);
  const train = stageOf(state, 'cnn', 'train');
  expect(train.epochs?.current).toBe(10);
  const ended = train.epochs?.ends.at(-1) ?? 0;
  // Ten more of 27,455 images at 4,812 a second, of which two seconds have passed.
  expect(timeLeft(train, ended + 2000)).toBeCloseTo((10 * 27_455) / 4_812 - 2, 1);
  expect(timeLeft(train, ended + 1e9)).toBe(0);
  expect(partDone(train)).toBeCloseTo(9.5 / 20, 2);
  expect(timeLeft(stageOf(state, 'cnn', 'evaluate'), start)).toBeUndefined();
});

test('before the first epoch has ended, from the progress within it', () => {
  const state = stateAt(5.7);
  const train = stageOf(state, 'cnn', 'train');
  expect(train.epochs).toBeUndefined();
  expect(timeLeft(train, start + 5700)).toBeCloseTo((3.3 / 0.5) * 19.5, -1);
});

test('epochs taken from a checkpoint, all told at once, say nothing of the pace', () => {
  const events = recordedStudy({epochs: 8, only: ['cnn']});
  const first =
    events.find((event) => event.type === 'stage-reported' && event.report.type === 'metrics')?.at ?? 0;
  const resumed = events
    .filter((event) => event.type !== 'stage-reported' || event.report.type !== 'progress')
    .map((event) =>
      event.type === 'stage-reported' && event.report.type === 'metrics' && event.report.step <= 5
        ? {...event, at: first}
        : event,
    );
  const sixth = resumed.findIndex(
    (event) => event.type === 'stage-reported' && event.report.type === 'metrics' && event.report.step === 6,
  );
  const state = resumed.slice(0, sixth).reduce(fold, nothingYet);
  expect(timeLeft(stageOf(state, 'cnn', 'train'), first)).toBeUndefined();
});

test('an epoch whose metrics a command tells one by one ended once; step 0 is none', () => {
  const events = recordedStudy({epochs: 8, only: ['cnn']});
  const oneByOne = events.flatMap((event) => {
    if (event.type !== 'stage-reported' || event.report.type !== 'metrics' || event.stage !== 'train')
      return [event];
    const {step, values} = event.report;
    return Object.entries(values).map(([name, value], index): typeof event => ({
      ...event,
      at: event.at + index,
      report: {type: 'metrics', step, values: {[name]: value}},
    }));
  });
  const epochsIn = (told: readonly Event[]) => stageOf(told.reduce(fold, nothingYet), 'cnn', 'train').epochs;
  expect(epochsIn(oneByOne)).toEqual(epochsIn(events));
  const whole = oneByOne.findLast((event) => event.type === 'stage-reported' && event.stage === 'train');
  if (whole?.type !== 'stage-reported') throw new Error('no report of train');
  const atTheEnd = {...whole, report: {type: 'metrics', step: 0, values: {rows: 3}}} as const;
  expect(epochsIn([...oneByOne, atTheEnd])).toEqual(epochsIn(events));
});

test('a note that all runs have in common is told once', () => {
  const events = recordedStudy({epochs: 1}).flatMap((event) =>
    event.type === 'stage-reported' && event.report.type === 'log'
      ? [event, {...event, run: '261124-g9k3'}, {...event, run: '261124-g9k4'}]
      : [event],
  );
  expect(events.reduce(fold, nothingYet).told.filter(({type}) => type === 'message')).toEqual([
    {
      type: 'message',
      label: 'mlp',
      stage: 'download',
      level: 'info',
      text: 'no Kaggle credentials found: taking the built-in sample',
    },
  ]);
});

test('of a cancelled run its end is told, not the end of each stage', () => {
  const failure = {code: 'stage-cancelled', blame: 'cancelled', what: 'Stage train was cancelled.'} as const;
  const of = {at: start + 9000, run: '261124-g9k3'};
  const state = [
    {type: 'stage-failed', ...of, stage: 'train', failure, seconds: 1} as const,
    {type: 'run-done', ...of, status: 'cancelled', seconds: 9} as const,
  ].reduce(fold, stateAt(8));
  expect(state.told.slice(-1).map((told) => told.type === 'run-done' && told.run.status)).toEqual([
    'cancelled',
  ]);
  expect(state.told.filter(({type}) => type === 'stage-failed')).toEqual([]);
});

test('folding changes nothing that was there before', () => {
  const freeze = <T>(value: T): T => {
    if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(freeze);
    return value;
  };
  const state = recordedRepeat().reduce((before, event) => fold(freeze(before), event), nothingYet);
  expect(state.runs.map(({label, equals}) => [label, equals])).toEqual([
    ['mlp', '261124-g9k2'],
    ['cnn', '261124-g9k3'],
    ['cnn-augmented', '261124-g9k4'],
  ]);
});

test('a course of any length has as many values as a line can show, evenly', () => {
  let course = noCourse;
  for (let value = 0; value < 100_000; value++) course = withValue(course, value);
  expect(course.values.length).toBeGreaterThan(128);
  expect(course.values.length).toBeLessThanOrEqual(256);
  expect(course.values).toEqual(course.values.map((_, index) => index * course.every));
  expect(course.values.at(-1)).toBeGreaterThan(100_000 - 2 * course.every);
});
