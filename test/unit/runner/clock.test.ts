import {expect, test} from 'vitest';
import {neverBack} from '../../../src/runner/clock.ts';

test('a clock that is set back goes on, and one that is set forward, or woke up, is followed', () => {
  const time = {wall: 1_000_000, steady: 5};
  const now = neverBack(
    () => time.wall,
    () => time.steady,
  );
  const after = (wall: number, steady: number) => {
    time.wall += wall;
    time.steady += steady;
    return now() - 1_000_000;
  };
  expect(after(0, 0)).toBe(0);
  expect(after(100, 100)).toBe(100);
  expect(after(-3_600_000, 50)).toBe(150);
  expect(after(20.5, 20.5)).toBe(170);
  // Asleep, nothing was counted.
  expect(after(7_200_000, 1)).toBe(3_600_120);
});
