import {expect, test} from 'vitest';
import {standingOf} from '../../../src/ml/early-stopping.ts';

const costs = [5, 4, 4.2, 3.95, 4, 3.9, 3, 3.1, 3, 3.2, 2.99, 3];

/** After which epoch a training over these costs ends, and which epoch is best by then. */
const ends = (patience: number, minDelta = 0) => {
  for (let epochs = 1; epochs <= costs.length; epochs++) {
    const {stopped, bestEpoch} = standingOf(costs.slice(0, epochs), {patience, minDelta});
    if (stopped) return [epochs, bestEpoch];
  }
  return [undefined, standingOf(costs, {patience, minDelta}).bestEpoch];
};

// What tf.keras.callbacks.EarlyStopping of Keras 2.15.1 says of the same numbers.
test.each([
  [1, 0, [3, 2]],
  [2, 0, [9, 7]],
  [3, 0, [10, 7]],
  [2, 0.1, [4, 2]],
  [4, 0.1, [6, 2]],
  [20, 0.5, [undefined, 7]],
])("with patience %d and a delta of %d ends where Keras' EarlyStopping does", (patience, delta, expected) => {
  expect(ends(patience, delta)).toEqual(expected);
});

test('without patience never ends, and of equal epochs the first is best', () => {
  expect(ends(0)).toEqual([undefined, 11]);
  expect(standingOf([1, 1, 1], {patience: 0, minDelta: 0}).bestEpoch).toBe(1);
  expect(standingOf([], {patience: 1, minDelta: 0})).toEqual({bestEpoch: 0, waited: 0, stopped: false});
});
