import {expect, test} from 'vitest';
import {adamStepSize, applyAdam} from '../../../../src/ml/engine/eager-adam.ts';

const options = {type: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7} as const;

test('the first step is as long as the learning rate, whatever the gradient', () => {
  const weight = Float32Array.of(1, 1, 1, 1);
  const [m, v] = [new Float32Array(4), new Float32Array(4)];
  applyAdam({weight, m, v}, Float32Array.of(100, 0.01, -3, 0), adamStepSize(0.5, 0, options), options);
  [0.5, 0.5, 1.5, 1].forEach((value, index) => expect(weight[index]).toBeCloseTo(value, 3));
});

test('steps are those of the algorithm in the paper (Kingma & Ba, 2015, algorithm 1)', () => {
  const gradients = [0.3, -0.1, 0.25, 0.02, -0.4];
  const weight = Float32Array.of(2);
  const [m, v] = [new Float32Array(1), new Float32Array(1)];
  let [theta, first, second] = [2, 0, 0];
  gradients.forEach((gradient, index) => {
    applyAdam({weight, m, v}, Float32Array.of(gradient), adamStepSize(0.01, index, options), options);
    const t = index + 1;
    first = 0.9 * first + 0.1 * gradient;
    second = 0.999 * second + 0.001 * gradient ** 2;
    theta -= (0.01 * (first / (1 - 0.9 ** t))) / (Math.sqrt(second / (1 - 0.999 ** t)) + 1e-7);
    expect(weight[0]).toBeCloseTo(theta, 6);
  });
});
