import {expect, test} from 'vitest';
import {feedAll} from '../campaigns/fuzz/feed.ts';

test('a slice of the fuzz: no mutant meets an exception, a hang, or a fault without a place', async () => {
  const {counts, problems} = await feedAll({cases: 100, seed: 7, processes: 0});
  expect(problems).toEqual([]);
  expect([...counts.values()].reduce((sum, count) => sum + count, 0)).toBe(100);
});
