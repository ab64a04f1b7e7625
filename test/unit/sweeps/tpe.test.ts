import {readFile} from 'node:fs/promises';
import {expect, test} from 'vitest';
import {stream} from '../../../src/ml/random.ts';
import {cutNormalAt} from '../../../src/sweeps/distributions.ts';
import {parzen} from '../../../src/sweeps/methods/parzen.ts';
import type {Values} from '../../../src/sweeps/sweep.ts';
import {conducted} from '../../rig/conducted.ts';
import {sweptWorkspace} from '../../rig/sweep-ground.ts';

interface Case {
  readonly name: string;
  readonly values: Values;
  readonly observed: readonly number[];
  readonly at: readonly number[];
  readonly density: readonly number[];
}

test('densities are those of Optuna', async () => {
  const file = new URL('../../fixtures/parzen.json', import.meta.url);
  const cases = JSON.parse(await readFile(file, 'utf8')) as readonly Case[];
  expect(cases).toHaveLength(30);
  for (const {name, values, observed, at, density} of cases) {
    const {logDensity} = parzen(values, observed);
    at.forEach((position, index) =>
      expect(logDensity(position), `${name} at ${position}`).toBeCloseTo(density[index] ?? NaN, 9),
    );
  }
});

test('draws follow the density', () => {
  const values = {type: 'int', low: 0, high: 9, log: false} as const;
  const {draw, logDensity} = parzen(values, [2, 2, 7]);
  const {uniform} = stream(1, 'test');
  const counts = new Array<number>(10).fill(0);
  const total = 50_000;
  for (let index = 0; index < total; index++) {
    const drawn = draw(uniform(), uniform());
    counts[drawn] = (counts[drawn] ?? 0) + 1;
  }
  counts.forEach((count, position) => expect(count / total).toBeCloseTo(Math.exp(logDensity(position)), 2));
});

test('a normal distribution that is cut off has its middle where it should be', () => {
  expect(cutNormalAt(0.5, -1, 1)).toBeCloseTo(0, 12);
  expect(cutNormalAt(0.5, 3, Infinity)).toBeCloseTo(3.2053, 3);
});

test('with as many trials it comes nearer to the best than random draws', async () => {
  const text = (method: string, seed: number) => `
method: ${method}
seed: ${seed}
space:
  train.learning_rate: {float: [0.00001, 1], log: true}
  augment.zoom: {float: [0, 1]}
  train.model: [mlp, cnn]
budget: {trials: 40}
`;
  const worth = (params: Readonly<Record<string, unknown>>) =>
    -((Math.log10(Number(params['train.learning_rate'])) + 3) ** 2) -
    (Number(params['augment.zoom']) - 0.3) ** 2;
  const bests = async (method: string) => {
    const values: number[] = [];
    for (let seed = 1; seed <= 4; seed++) {
      const {workspace, ground} = await sweptWorkspace(text(method, seed));
      const {ledger} = await conducted(await ground(), worth, {lanes: 2});
      values.push(ledger.best?.marks.at(-1)?.value ?? NaN);
      await workspace.remove();
    }
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  // Both are below zero, the best there is: half as far from it.
  expect(await bests('tpe')).toBeGreaterThan((await bests('random')) / 2);
});
