import {readFile} from 'node:fs/promises';
import {describe, expect, test} from 'vitest';
import {methods} from '../../../src/sweeps/methods/index.ts';
import {sobolBits} from '../../../src/sweeps/methods/sobol-sequence.ts';
import {gridValues, isExcluded, valueAt} from '../../../src/sweeps/points.ts';
import type {Space, Values} from '../../../src/sweeps/sweep.ts';
import {sweptWorkspace} from '../../rig/sweep-ground.ts';
import {unwrap} from '../../rig/workspace.ts';

const space: Space = {
  dimensions: [
    {param: 'train.model', values: {type: 'choices', choices: ['mlp', 'cnn']}},
    {
      param: 'train.units',
      values: {type: 'int', low: 32, high: 96, log: false, step: 32},
      when: {'train.model': ['mlp']},
    },
    {param: 'augment.zoom', values: {type: 'float', low: 0, high: 0.2, log: false, points: 3}},
  ],
  exclude: [{'train.model': ['cnn'], 'augment.zoom': [0.1]}],
};

const objective = {metric: 'val_acc', direction: 'max', of: 'last'} as const;

/** The first points of a method that are not excluded, and the draws it took. */
const points = (name: string, count: number, seed = 1) => {
  const chosen = [];
  for (let draw = 0; chosen.length < count && draw < 1000; draw++) {
    const next = methods[name]?.choose({space, seed, draw, told: [], running: [], objective});
    if (next === undefined) break;
    if (!isExcluded(space, next.point)) chosen.push(next.point);
  }
  return chosen;
};

test('the range of steps ends where its last step does', async () => {
  const {workspace, load} = await sweptWorkspace(
    'method: tpe\nspace: {augment.zoom: {float: [0, 1], step: 0.3}, train.units: {int: [5, 13], step: 5}}\nbudget: {trials: 9}\n',
  );
  const {space: read} = unwrap(await load());
  expect(read.dimensions.map(({values}) => values)).toMatchObject([
    {low: 0, high: 0.9},
    {low: 5, high: 10},
  ]);
  const told = Array.from({length: 12}, (_, index) => ({
    point: {'augment.zoom': 0.9, 'train.units': 10},
    value: index,
    epochs: 1,
  }));
  for (let draw = 0; draw < 100; draw++) {
    const {point} = methods['tpe']?.choose({space: read, seed: 1, draw, told, running: [], objective}) ?? {};
    expect([0, 0.3, 0.6, 0.9]).toContain(point?.['augment.zoom']);
    expect([5, 10]).toContain(point?.['train.units']);
  }
  await workspace.remove();
});

describe('grid', () => {
  test('takes every combination that applies', () => {
    const all = points('grid', 100).map((point) => JSON.stringify(point));
    const mlp = [32, 64, 96].flatMap((units) =>
      [0, 0.1, 0.2].map((zoom) => ({'train.model': 'mlp', 'train.units': units, 'augment.zoom': zoom})),
    );
    const cnn = [0, 0.2].map((zoom) => ({'train.model': 'cnn', 'augment.zoom': zoom}));
    expect([...new Set(all)]).toEqual([...mlp, ...cnn].map((point) => JSON.stringify(point)));
  });
});

test('of a grid that may end early the points are spread, trainings of one kind one after another', () => {
  const choices = (...values: readonly number[]): Values => ({type: 'choices', choices: values});
  const wide: Space = {
    dimensions: [
      {param: 'a', values: choices(1, 2, 3, 4)},
      {param: 'epochs', values: choices(5, 10)},
      {param: 'b', values: choices(1, 2, 3)},
    ],
    exclude: [],
  };
  const draws = Array.from({length: 48}, (_, draw) =>
    methods['grid']?.choose({
      space: wide,
      seed: 1,
      draw,
      told: [],
      running: [],
      objective,
      spread: {together: 'epochs'},
    }),
  );
  const places = draws.map((each) => Object.values(each?.point ?? {}).join(' '));
  expect(new Set(places.slice(0, 24)).size).toBe(24);
  expect(places.slice(24)).toEqual(places.slice(0, 24));
  expect(places.slice(0, 8)).toMatchInlineSnapshot(`
    [
      "1 5 1",
      "1 10 1",
      "3 5 2",
      "3 10 2",
      "1 5 3",
      "1 10 3",
      "4 5 1",
      "4 10 1",
    ]
  `);
  expect(draws.slice(0, 3).map((each) => each?.reason)).toMatchInlineSnapshot(`
    [
      "point 1 of the grid's 24",
      "point 4 of the grid's 24",
      "point 14 of the grid's 24",
    ]
  `);
});

describe.each(['random', 'sobol'])('%s', (name) => {
  test('depends on seed and draw alone, and stays within the space', () => {
    expect(points(name, 20)).toEqual(points(name, 20));
    expect(points(name, 20)).not.toEqual(points(name, 20, 2));
    for (const point of points(name, 200)) {
      expect(Object.keys(point)).toEqual(
        point['train.model'] === 'mlp'
          ? ['train.model', 'train.units', 'augment.zoom']
          : ['train.model', 'augment.zoom'],
      );
      expect([32, 64, 96, undefined]).toContain(point['train.units']);
      expect(point['augment.zoom']).toBeGreaterThanOrEqual(0);
      expect(point['augment.zoom']).toBeLessThanOrEqual(0.2);
    }
  });
});

test('the Sobol sequence is that of SciPy, in all its dimensions', async () => {
  const file = new URL('../../fixtures/sobol.json', import.meta.url);
  const reference = JSON.parse(await readFile(file, 'utf8')) as readonly (readonly number[])[];
  expect(reference.map((place, index) => place.map((_, dimension) => sobolBits(index, dimension)))).toEqual(
    reference,
  );
});

describe('values of a range', () => {
  const at = (values: Values) => [0, 0.25, 0.5, 0.999999].map((fraction) => valueAt(values, fraction));
  test.each([
    ['int', {type: 'int', low: 1, high: 4, log: false}, [1, 2, 3, 4]],
    ['int by factors', {type: 'int', low: 1, high: 100, log: true}, [1, 2, 7, 100]],
    ['int in steps', {type: 'int', low: 8, high: 20, log: false, step: 4}, [8, 12, 16, 20]],
    ['float', {type: 'float', low: 0, high: 0.2, log: false}, [0, 0.05, 0.1, 0.2]],
    ['float by factors', {type: 'float', low: 1e-4, high: 1, log: true}, [0.0001, 0.001, 0.01, 0.999991]],
    ['float in steps', {type: 'float', low: 0, high: 0.3, log: false, step: 0.1}, [0, 0.1, 0.2, 0.3]],
    ['choices', {type: 'choices', choices: ['a', 'b']}, ['a', 'a', 'b', 'b']],
  ] as const)('%s', (_name, values, expected) => {
    expect(at(values)).toEqual(expected);
  });

  test('a grid takes steps or so many points', () => {
    expect(gridValues({type: 'float', low: 0, high: 0.3, log: false, step: 0.1})).toEqual([0, 0.1, 0.2, 0.3]);
    expect(gridValues({type: 'float', low: 1e-4, high: 1, log: true, points: 3})).toEqual([0.0001, 0.01, 1]);
    expect(gridValues({type: 'int', low: 1, high: 3, log: false})).toEqual([1, 2, 3]);
    expect(gridValues({type: 'float', low: 0, high: 1, log: false})).toBeUndefined();
  });
});
