import {expect, test} from 'vitest';
import {runIds} from '../../../src/runner/run-ids.ts';

const noon = Date.UTC(2026, 10, 24, 12);

test('an id is short, tells the day, and sorts by time', () => {
  let now = noon;
  const next = runIds({now: () => now, claim: () => true});
  const first = next();
  expect(first).toBe('261124-g000');
  now += 1000;
  const ids = [first, next(), next(), next()];
  expect(new Set(ids).size).toBe(4);
  expect([...ids].sort()).toEqual(ids);
  now = noon + 24 * 3600 * 1000;
  expect(next()).toBe('261125-g000');
  // A clock that is set back does not bring an id back.
  now = noon;
  expect(next()).toBe('261125-g001');
});

test('an id that somebody has is passed over', () => {
  const taken = new Set<string>();
  const claim = (id: string) => !taken.has(id) && taken.add(id).size > 0;
  const one = runIds({now: () => noon, claim});
  const other = runIds({now: () => noon, claim});
  expect([one(), other(), one(), other()]).toEqual([
    '261124-g000',
    '261124-g001',
    '261124-g002',
    '261124-g003',
  ]);
});

test('an id that cannot be reserved is kept apart by chance', () => {
  const ids = Array.from({length: 3}, () => runIds({now: () => noon, claim: () => undefined})());
  for (const id of ids) expect(id).toMatch(/^261124-g000-[0-9a-z]{4}$/);
  expect(new Set(ids).size).toBe(3);
});
