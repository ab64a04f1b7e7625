import {expect, test} from 'vitest';
import {stream} from '../../../src/ml/random.ts';
import {openRungs} from '../../../src/sweeps/rungs.ts';

test('those that reached a rung stand in order, the best first, of equals the earlier point', () => {
  for (const direction of ['max', 'min'] as const) {
    const rungs = openRungs({metric: 'loss', direction, of: 'last'});
    const random = stream(1, 'rungs');
    const trials = Array.from({length: 200}, (_, index) => ({
      group: ((index * 37) % 200) + 1,
      value: Math.floor(random.uniform() * 40),
    }));
    for (const each of trials) rungs.add(3, each);
    const sign = direction === 'max' ? -1 : 1;
    expect(rungs.at(3)).toEqual(trials.toSorted((a, b) => sign * (a.value - b.value) || a.group - b.group));
    expect(rungs.at(9)).toEqual([]);
  }
});
