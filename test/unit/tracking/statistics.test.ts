import {expect, test} from 'vitest';
import {compareMeans, meanInterval} from '../../../src/tracking/statistics.ts';

// Reference values: scipy 1.17, `stats.t.interval(0.95, n - 1, mean, stats.sem(x))` and `stats.ttest_ind(a, b, equal_var=False)`.
const a = [0.951, 0.947, 0.955, 0.949, 0.952];
const b = [0.961, 0.949, 0.958];

test('the interval of a mean', () => {
  const {count, mean, half} = meanInterval(a);
  expect([count, mean, half]).toEqual([5, expect.closeTo(0.9508, 12), expect.closeTo(0.0037661533766968, 9)]);
  expect(meanInterval([0.5, 0.7]).half).toBeCloseTo(1.2706204736, 8);
  expect(meanInterval([0.5])).toEqual({count: 1, mean: 0.5, half: NaN});
});

test('the difference of two means', () => {
  const {difference, half, p} = compareMeans(a, b);
  expect(difference).toBeCloseTo(0.0052, 12);
  expect(half).toBeCloseTo(0.0134684604955269, 9);
  expect(p).toBeCloseTo(0.2832555630793, 7);
});

test('what needs two values on each side says so', () => {
  expect(compareMeans([1], [2, 3])).toEqual({difference: 1.5, half: NaN, p: NaN});
  expect(compareMeans([1, 1], [1, 1])).toEqual({difference: 0, half: 0, p: 1});
});

test('equal values have that value for a mean and vary by nothing, however many there are', () => {
  const tenths = Array.from({length: 10}, () => 0.1);
  expect(meanInterval(tenths)).toEqual({count: 10, mean: 0.1, half: 0});
  expect(compareMeans(tenths, [0.1, 0.1])).toEqual({difference: 0, half: 0, p: 1});
  expect(meanInterval([Infinity, 1]).mean).toBe(Infinity);
  expect(meanInterval([1, -Infinity]).mean).toBe(-Infinity);
  expect(meanInterval([1, NaN]).mean).toBeNaN();
  expect(meanInterval([]).mean).toBeNaN();
});
