import {expect, test} from 'vitest';
import {openLanes} from '../../../src/runner/lanes.ts';

const widths = {network: 1, light: 2, training: 1};

test('of stages that become ready together the heaviest begins first', async () => {
  const lanes = openLanes(widths);
  const began: number[] = [];
  const begin = (weight: number) => {
    began.push(weight);
    return Promise.resolve();
  };
  await Promise.all([1, 3, 2].map((weight) => lanes.run('training', weight, () => begin(weight))));
  expect(began).toEqual([3, 2, 1]);
});

test('no more run side by side than the lane is wide, and lanes do not wait for each other', async () => {
  const lanes = openLanes(widths);
  const running = {light: 0, training: 0};
  const most = {light: 0, training: 0};
  let together = 0;
  const stage = async (lane: 'light' | 'training') => {
    running[lane]++;
    most[lane] = Math.max(most[lane], running[lane]);
    together = Math.max(together, running.light + running.training);
    await new Promise(setImmediate);
    running[lane]--;
  };
  await Promise.all(
    (['light', 'training'] as const).flatMap((lane) =>
      Array.from({length: 5}, () => lanes.run(lane, 0, () => stage(lane))),
    ),
  );
  expect(most).toEqual({light: 2, training: 1});
  expect(together).toBe(3);
});

test('stages that take no time leave signals, files and timers their turns', async () => {
  const lanes = openLanes(widths);
  let turns = 0;
  let ended = false;
  const turn = () => {
    turns++;
    if (!ended) setImmediate(turn);
  };
  setImmediate(turn);
  const chain = async () => {
    for (let stage = 0; stage < 200; stage++) await lanes.run('light', 0, () => Promise.resolve());
  };
  await Promise.all([chain(), chain()]);
  ended = true;
  expect(turns).toBeGreaterThanOrEqual(200);
});
