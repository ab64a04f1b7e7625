import {describe, expect, test} from 'vitest';
import {schedules} from '../../../../src/ml/schedules/index.ts';
import {learningRates, type RateOptions} from '../../../../src/ml/schedules/learning-rate.ts';

interface Given extends Partial<Omit<RateOptions, 'schedule'>> {
  /** What each epoch came to. */
  readonly costs?: readonly number[];
}

/** The rate of every step of eight epochs of two steps, from 1. */
const rates = (name: string, {costs = [], ...given}: Given = {}): readonly number[] => {
  const schedule = schedules[name];
  if (schedule === undefined) throw new Error(`there is no schedule ${name}`);
  const options = {schedule, params: {}, learningRate: 1, warmupEpochs: 0, epochs: 8, steps: 2, ...given};
  const rate = learningRates(options);
  return Array.from({length: options.epochs * options.steps}, (_, index) => {
    const epoch = Math.floor(index / options.steps) + 1;
    return rate({epoch, step: index % options.steps, history: costs.slice(0, epoch - 1)});
  });
};

/** Of each epoch's first step. */
const byEpoch = (values: readonly number[]) => values.filter((_, index) => index % 2 === 0);

const expectClose = (values: readonly number[], expected: readonly number[]) => {
  expect(values.length).toBe(expected.length);
  values.forEach((value, index) => expect(value, `at ${index}`).toBeCloseTo(expected[index] ?? NaN, 6));
};

test('constant: the same rate throughout, to the bit', () => {
  expect(new Set(rates('constant', {learningRate: 0.001}))).toEqual(new Set([0.001]));
});

test('step: falls by a factor every so many epochs', () => {
  expectClose(
    byEpoch(rates('step', {params: {decay_epochs: 3, decay_factor: 0.5}})),
    [1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25],
  );
});

test("cosine: falls step by step, as Keras' CosineDecay does", () => {
  // tf.keras.optimizers.schedules.CosineDecay(1.0, 16, alpha=0.1) at steps 0 to 15, Keras 2.15.1.
  expectClose(
    rates('cosine', {params: {final_factor: 0.1}}),
    [
      1.0, 0.9913534, 0.9657458, 0.9241613, 0.8681981, 0.8000066, 0.7222075, 0.6377906, 0.55, 0.4622093,
      0.3777924, 0.2999933, 0.231802, 0.1758386, 0.1342542, 0.1086466,
    ],
  );
});

test("one-cycle: rises and falls, as PyTorch's OneCycleLR does over one step more", () => {
  const cycle = {initial_factor: 0.04, cycle_peak: 0.25, final_factor: 0};
  const values = rates('one-cycle', {params: cycle});
  // Four steps up from 0.04 to 1, twelve down to 0, along half a cosine each.
  const up = [0, 1, 2, 3].map((step) => 1 - (0.96 * (1 + Math.cos((Math.PI * step) / 4))) / 2);
  const down = Array.from({length: 12}, (_, step) => (1 + Math.cos((Math.PI * step) / 12)) / 2);
  expectClose(values, [...up, ...down]);
});

describe('plateau', () => {
  const params = {decay_factor: 0.5, plateau_patience: 2, plateau_delta: 0.1, final_factor: 0.2};

  test("falls where epochs in a row were no better, down to its last rate, as Keras' ReduceLROnPlateau does", () => {
    // Better, better by too little, worse → falls; better → none; two no better → falls, and so on to the lowest.
    const costs = [5, 4.95, 6, 3, 3, 3, 3, 3];
    expectClose(byEpoch(rates('plateau', {params, costs})), [1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25]);
    expectClose(
      byEpoch(rates('plateau', {params, costs: costs.map(() => 1), epochs: 9})),
      [1, 1, 1, 0.5, 0.5, 0.25, 0.25, 0.2, 0.2],
    );
  });

  test('does not count the epochs of a warm-up', () => {
    const costs = [1, 1, 1, 1, 1, 1, 1, 1];
    expectClose(
      byEpoch(rates('plateau', {params, costs, warmupEpochs: 2})).slice(2),
      [1, 1, 1, 0.5, 0.5, 0.25],
    );
  });
});

describe('a warm-up', () => {
  test('rises in a straight line, step by step, to where the schedule begins', () => {
    expectClose(rates('constant', {warmupEpochs: 2.5, epochs: 3}), [0.2, 0.4, 0.6, 0.8, 1, 1]);
  });

  test('moves the schedule behind it, into the epochs that are left', () => {
    const eight = rates('cosine');
    const warmed = rates('cosine', {warmupEpochs: 2, epochs: 10});
    expectClose(warmed, [0.25, 0.5, 0.75, 1, ...eight]);
  });

  test('may fill the whole training', () => {
    expectClose(rates('cosine', {warmupEpochs: 4, epochs: 2}), [0.125, 0.25, 0.375, 0.5]);
  });
});
