import {expect, test} from 'vitest';
import {stream} from '../../../src/ml/random.ts';
import {answerOf} from '../../../src/sweeps/answer.ts';
import {importances} from '../../../src/sweeps/importance.ts';
import type {Trial} from '../../../src/sweeps/trial.ts';
import {sweepAnswer} from '../../../src/ui/sweep-answer.ts';

const objective = {metric: 'val_acc', direction: 'max', of: 'last'} as const;

const trial = (number: number, group: number, point: Trial['point'], value: number): Trial => ({
  number,
  group,
  point,
  seed: undefined,
  status: 'done',
  full: 10,
  epochs: 10,
  marks: [{epochs: 10, value}],
  outcome: {
    decision: number - 1,
    trial: number,
    status: 'done',
    run: `r${number}`,
    cached: false,
    seconds: 2,
  },
  seconds: 2,
});

test('points are told best first, with what is noise and what mattered', () => {
  const {uniform} = stream(1, 'test');
  const trials = Array.from({length: 24}, (_, index) => {
    const group = Math.floor(index / 2) + 1;
    const point = {'train.model': group % 2 === 0 ? 'cnn' : 'mlp', 'augment.zoom': group / 100};
    return trial(index + 1, group, point, (group % 2 === 0 ? 0.9 : 0.5) + uniform() / 20);
  });
  const failed: Trial = {...trial(25, 13, {'train.model': 'mlp'}, 0), status: 'failed', marks: []};
  expect(sweepAnswer(answerOf({objective}, [...trials, failed]))).toMatchSnapshot();
});

test('one seed each cannot tell a difference from noise, and nothing is best where all failed', () => {
  const one = [0.7, 0.9].map((value, index) =>
    trial(index + 1, index + 1, {'train.epochs': value * 10}, value),
  );
  expect(sweepAnswer(answerOf({objective}, one))).toMatchSnapshot();
  expect(sweepAnswer(answerOf({objective}, []))).toBe('No trial ended with a value: there is no best.\n');
});

test('a param that explains no more than chance would is not said to matter', () => {
  const alike = Array.from({length: 8}, (_, index) =>
    trial(
      index + 1,
      index + 1,
      {x: index % 2, y: Math.floor(index / 4)},
      [1, 2].includes(index % 4) ? 0.6 : 0.9,
    ),
  );
  expect(sweepAnswer(answerOf({objective}, alike))).toContain(
    '\nWhat mattered 8 points do not tell: no param alone explains more than chance would.\n',
  );
});

test('the importance of a param is the share of the variance that it explains', () => {
  const {uniform} = stream(2, 'test');
  const trials = Array.from({length: 400}, (_, index) => {
    const [x, y, z] = [uniform(), uniform(), uniform()];
    return trial(index + 1, index + 1, {x, y, z}, 2 * Math.round(x) + Math.round(y));
  });
  const found = importances(answerOf({objective}, trials).ranked);
  // Of two coins worth 2 and 1 the variances are as 4 to 1.
  expect(found.map(({param}) => param)).toEqual(['x', 'y', 'z']);
  const [x = NaN, y = NaN, z = NaN] = found.map(({share}) => share);
  expect(Math.abs(x - 0.8)).toBeLessThan(0.1);
  expect(Math.abs(y - 0.2)).toBeLessThan(0.1);
  expect(z).toBeLessThan(0.05);
});
