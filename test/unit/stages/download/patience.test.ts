import {expect, it} from 'vitest';
import {backOff, realPatience} from '../../../../src/stages/download/patience.ts';

it('doubles, with jitter, up to two minutes', () => {
  expect([2, 3, 4, 5, 20].map((attempt) => backOff(attempt, 2_000, 0.5))).toEqual([
    2_000, 4_000, 8_000, 16_000, 120_000,
  ]);
  expect([backOff(2, 2_000, 0), backOff(2, 2_000, 1)]).toEqual([1_000, 3_000]);
});

it('wakes when it is cancelled', async () => {
  const cancel = new AbortController();
  const slept = realPatience.sleep(2 ** 30, cancel.signal);
  cancel.abort();
  await slept;
  await realPatience.sleep(2 ** 30, cancel.signal);
});
