/**
 * What `method: tpe` and `method: random` find on functions whose least value is known, with Optuna's TPE as the referee: the median of
 * the best values after so many trials. KERAS_PYTHON: a Python with optuna; without it only ours.
 *
 *     npx tsx bench/tpe.ts [TRIALS] [SEEDS]
 */
import {execa} from 'execa';
import {methods} from '../src/sweeps/methods/index.ts';
import type {Told} from '../src/sweeps/methods/method.ts';
import type {Dimension, Point, Values} from '../src/sweeps/sweep.ts';
import {median} from './measure.ts';

const [, , trials = 60, seeds = 20] = process.argv.map(Number);
const python = process.env['KERAS_PYTHON'];

const float = (param: string, low: number, high: number, log = false): Dimension => ({
  param,
  values: {type: 'float', low, high, log},
});
const whole: Values = {type: 'int', low: 1, high: 64, log: false};
const kinds: Values = {type: 'choices', choices: ['a', 'b', 'c', 'd']};

interface Task {
  readonly dimensions: readonly Dimension[];
  readonly value: (point: Point) => number;
}

const at = (point: Point, name: string): number => Number(point[name]);

const tasks: Readonly<Record<string, Task>> = {
  branin: {
    dimensions: [float('x', -5, 10), float('y', 0, 15)],
    value: (point) => {
      const [x, y] = [at(point, 'x'), at(point, 'y')];
      const a = y - (5.1 / (4 * Math.PI ** 2)) * x * x + (5 / Math.PI) * x - 6;
      return a * a + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10;
    },
  },
  sphere: {
    dimensions: [0, 1, 2, 3, 4].map((index) => float(`x${index}`, -5, 5)),
    value: (point) => Object.values(point).reduce<number>((sum, x) => sum + (Number(x) - 1) ** 2, 0),
  },
  rosenbrock: {
    dimensions: [float('x', -2, 2), float('y', -1, 3)],
    value: (point) => {
      const [x, y] = [at(point, 'x'), at(point, 'y')];
      return (1 - x) ** 2 + 100 * (y - x * x) ** 2;
    },
  },
  mixed: {
    dimensions: [
      float('rate', 1e-5, 1, true),
      {param: 'units', values: whole},
      {param: 'kind', values: kinds},
    ],
    value: (point) => {
      const extra: Readonly<Record<string, number>> = {a: 1, b: 0, c: 2, d: 0.5};
      return (
        (Math.log10(at(point, 'rate')) + 2.5) ** 2 +
        ((at(point, 'units') - 40) / 20) ** 2 +
        (extra[String(point['kind'])] ?? NaN)
      );
    },
  },
};

const objective = {metric: 'value', direction: 'min', of: 'last'} as const;

function bestOf(name: 'tpe' | 'random', {dimensions, value}: Task, seed: number): number {
  const told: Told[] = [];
  for (let draw = 0; draw < trials; draw++) {
    const chosen = methods[name]?.choose({
      space: {dimensions, exclude: []},
      seed,
      draw,
      told,
      running: [],
      objective,
    });
    if (chosen === undefined) throw new Error(`${name} chose nothing`);
    told.push({point: chosen.point, value: value(chosen.point), epochs: 0});
  }
  return Math.min(...told.map((each) => each.value));
}

const referee =
  python === undefined
    ? {}
    : (JSON.parse(
        (
          await execa(
            python,
            [new URL('optuna_tpe.py', import.meta.url).pathname, String(trials), String(seeds)],
            {stderr: 'ignore'},
          )
        ).stdout,
      ) as Readonly<Record<string, readonly number[]>>);

const quartiles = (values: readonly number[] | undefined): string => {
  if (values === undefined) return 'not installed';
  const sorted = values.toSorted((a, b) => a - b);
  const quarter = (part: number) => (sorted[Math.floor(part * (sorted.length - 1))] ?? NaN).toPrecision(3);
  return `${median(values).toPrecision(3)} (${quarter(0.25)} – ${quarter(0.75)})`;
};

console.log(`best of ${trials} trials, median of ${seeds} seeds (the middle half); the lower the better`);
console.log(`  ${'function'.padEnd(12)} ${'random'.padEnd(26)} ${'tpe'.padEnd(26)} Optuna's TPE`);
for (const [name, task] of Object.entries(tasks)) {
  const own = (method: 'tpe' | 'random') =>
    quartiles(Array.from({length: seeds}, (_, seed) => bestOf(method, task, seed)));
  console.log(
    `  ${name.padEnd(12)} ${own('random').padEnd(26)} ${own('tpe').padEnd(26)} ${quartiles(referee[name])}`,
  );
}
