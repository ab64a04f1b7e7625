import {expect, test} from 'vitest';
import {macroOf, predictionOf, scoresOf, topAccuracy} from '../../../src/ml/scores.ts';

// Worked out by hand: five images of three classes.
const probabilities = Float32Array.of(
  ...[0.5, 0.25, 0.25], // 0, right
  ...[0.25, 0.5, 0.25], // 0, called 1
  ...[0.25, 0.5, 0.25], // 1, right
  ...[0.125, 0.75, 0.125], // 1, right
  ...[0.25, 0.75, 0], // 2, called 1, and held impossible
);
const truth = Uint16Array.of(0, 0, 1, 1, 2);

test('scores are counted class by class', () => {
  const {loss, ...scores} = scoresOf(probabilities, truth, 3);
  expect(scores).toEqual({
    count: 5,
    acc: 0.6,
    classes: [
      {precision: 1, recall: 0.5, f1: 2 / 3, support: 2},
      {precision: 0.5, recall: 1, f1: 2 / 3, support: 2},
      {precision: 0, recall: 0, f1: 0, support: 1},
    ],
    confusion: [
      [1, 1, 0],
      [0, 2, 0],
      [0, 1, 0],
    ],
  });
  // A probability of 0 counts as the smallest float32, 2^-126.
  const nats = Math.log(2) + Math.log(4) + Math.log(2) - Math.log(0.75) + 126 * Math.log(2);
  expect(loss).toBeCloseTo(nats / 5, 10);
});

test('macro averages count each class alike', () => {
  expect(macroOf(scoresOf(probabilities, truth, 3))).toEqual({precision: 0.5, recall: 0.5, f1: 4 / 9});
});

test('the right class is looked for among the most probable, the first of equals before the others', () => {
  const top = (k: number) => topAccuracy(probabilities, truth, {k, classCount: 3});
  expect([1, 2, 3].map(top)).toEqual([0.6, 0.8, 1]);
  expect(top(1)).toBe(scoresOf(probabilities, truth, 3).acc);
});

test('of equal probabilities the first class is taken', () => {
  expect(predictionOf(Float32Array.of(9, 9, 0.25, 0.375, 0.375), 0, 2)).toEqual({
    predicted: 0,
    confidence: 9,
  });
  expect(predictionOf(Float32Array.of(0, 0, 0, 0.25, 0.375, 0.375), 1, 3)).toEqual({
    predicted: 1,
    confidence: 0.375,
  });
});
