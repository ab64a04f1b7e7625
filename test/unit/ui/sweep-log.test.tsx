import {stripVTControlCharacters} from 'node:util';
import {renderToString} from 'ink';
import {expect, test} from 'vitest';
import type {Event} from '../../../src/runner/events.ts';
import type {SweepEvent} from '../../../src/sweeps/events.ts';
import {foldSweep} from '../../../src/ui/sweep-live/fold-sweep.ts';
import {noSweepYet} from '../../../src/ui/sweep-live/sweep-state.ts';
import {SweepToldItem} from '../../../src/ui/sweep-live/sweep-told-item.tsx';
import {createSweepLog} from '../../../src/ui/sweep-log.ts';
import {recordedSweep, start} from '../../rig/recorded-sweep.ts';

const failure = {
  code: 'csv-label-range',
  blame: 'user',
  what: 'The label is 99.',
  where: {file: '/study/data/train.csv', line: 7, column: 1},
} as const;

/** A stage that all trials share fails. */
const failing: readonly SweepEvent[] = [
  {
    type: 'sweep-started',
    at: 0,
    sweep: 'rate',
    method: 'grid',
    objective: {metric: 'val_acc', direction: 'max', of: 'last'},
    params: ['train.learning_rate'],
    lanes: 2,
    budget: {},
    trials: 2,
    resumed: 0,
  },
  ...[1, 2].flatMap((trial): readonly SweepEvent[] => [
    {
      type: 'trial-started',
      at: 0,
      trial,
      run: `r${trial}`,
      changes: {'train.learning_rate': trial / 100},
      reason: `point ${trial} of the grid's 2`,
      full: 5,
    },
    {
      type: 'trial-done',
      at: 1500,
      decision: trial - 1,
      trial,
      status: 'failed',
      run: `r${trial}`,
      cached: false,
      seconds: 1.5,
      failure,
      isBest: false,
      epochs: 0,
      paused: false,
    },
  ]),
  {type: 'trials-added', at: 1600, trials: 5, most: 2},
];

test('the same failure again is told once, and what was asked for as far as it goes', () => {
  let [said, complained] = ['', ''];
  const log = createSweepLog(
    {out: (text) => void (said += text), err: (text) => void (complained += text)},
    {folder: '/study'},
  );
  for (const event of failing) log(event);
  expect(said).toMatchInlineSnapshot(`
    "rate · grid over train.learning_rate · maximising val_acc of the last epoch · 2 trials at a time
    trial 1 · train.learning_rate=0.01 · point 1 of the grid's 2
    trial 2 · train.learning_rate=0.02 · point 2 of the grid's 2
    5 trials more · 2 at the most now
    "
  `);
  expect(complained).toMatchInlineSnapshot(`
    "trial 1 · failed after 1.5 s
      data/train.csv:7:1: The label is 99.
    trial 2 · failed after 1.5 s · as trial 1
    "
  `);
});

test('epochs that are counted from 0 are shown, and a trial stopped by hand keeps what it was worth', () => {
  const told = (event: SweepEvent | Event) => event;
  const trial = {trial: 1, run: 'r1', at: start};
  const begins = told({
    ...trial,
    type: 'trial-started',
    changes: {},
    reason: '',
    epochs: 2,
    full: 6,
  });
  const reports = [0.5, 0.6].map((value, step) =>
    told({
      type: 'stage-reported',
      at: start,
      run: 'r1',
      stage: 'train',
      report: {type: 'metrics', step, values: {val_acc: value}},
    }),
  );
  const done = {...trial, type: 'trial-done', cached: false, seconds: 1, isBest: true, epochs: 2} as const;
  const best = {trial: 1, value: 0.6, epochs: 2, seeds: 1};
  const {trials} = [
    recordedSweep()[0],
    begins,
    ...reports,
    told({...done, decision: 0, status: 'done', value: 0.6, paused: true, best}),
    begins,
    told({...done, decision: 1, status: 'stopped', paused: false, best}),
  ]
    .filter((event) => event !== undefined)
    .reduce(foldSweep, noSweepYet);
  expect(trials).toMatchObject([{status: 'stopped', value: 0.6, judged: 2}]);
});

test('on a terminal, too', () => {
  const {told, most} = failing.reduce(foldSweep, noSweepYet);
  const lines = told.map((each) =>
    renderToString(<SweepToldItem told={each} folder="/study" />, {columns: 90}),
  );
  expect(stripVTControlCharacters(lines.join('\n'))).toMatchInlineSnapshot(`
    "✖ trial 1 failed after 1.5 s · learning_rate=0.01 · run r1
      data/train.csv:7:1: The label is 99.
    ✖ trial 2 failed after 1.5 s, as trial 1 · learning_rate=0.02 · run r2"
  `);
  expect(most).toBe(2);
});
