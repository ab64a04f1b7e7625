import {readFile} from 'node:fs/promises';
import {afterEach, describe, expect, test} from 'vitest';
import {faultsOfSpace} from '../../../src/sweeps/trial-plan.ts';
import {failuresText} from '../../../src/ui/failure-text.ts';
import {sweptWorkspace} from '../../rig/sweep-ground.ts';

const removers: (() => Promise<void>)[] = [];
afterEach(() => Promise.all(removers.splice(0).map((remove) => remove())));

async function load(text: string) {
  const {workspace, load} = await sweptWorkspace(text);
  removers.push(workspace.remove);
  return load();
}

test('a sweep file says what to try, how, and how much', async () => {
  const loaded = await load(`
description: All that there is.
method: sobol
seed: 7
space:
  train.model: [mlp, cnn]
  train.units: {int: [16, 256], log: true, when: {train.model: mlp}}
  train.learning_rate: {float: [0.0001, 0.1], log: true}
  augment.zoom: {float: [0, 0.2], step: 0.05}
  augment.rotation: {choices: [0, 10], when: {train.model: [mlp, cnn]}}
exclude: [{train.model: mlp, augment.rotation: 10}]
seeds: 3
objective: {metric: val_loss, of: best}
budget: {trials: 20, epochs: 200, time: 1h 30m, target: 0.1}
set: {train.epochs: 5}
early_stop: {method: asha, min_epochs: 2}
`);
  expect(
    loaded.ok && {...loaded.value, file: '', place: {}, places: Object.keys(loaded.value.places)},
  ).toEqual({
    name: 'try',
    file: '',
    description: 'All that there is.',
    method: 'sobol',
    seed: 7,
    space: {
      dimensions: [
        {param: 'train.model', values: {type: 'choices', choices: ['mlp', 'cnn']}},
        {
          param: 'train.units',
          values: {type: 'int', low: 16, high: 256, log: true},
          when: {'train.model': ['mlp']},
        },
        {param: 'train.learning_rate', values: {type: 'float', low: 0.0001, high: 0.1, log: true}},
        {param: 'augment.zoom', values: {type: 'float', low: 0, high: 0.2, log: false, step: 0.05}},
        {
          param: 'augment.rotation',
          values: {type: 'choices', choices: [0, 10]},
          when: {'train.model': ['mlp', 'cnn']},
        },
      ],
      exclude: [{'train.model': ['mlp'], 'augment.rotation': [10]}],
    },
    set: {'train.epochs': 5},
    seeds: {params: ['train.seed'], values: [1, 2, 3]},
    epochs: 'train.epochs',
    objective: {metric: 'val_loss', direction: 'min', of: 'best'},
    budget: {trials: 20, epochs: 200, target: 0.1, seconds: 5400},
    earlyStop: {method: 'asha', minEpochs: 2, reduction: 3, every: 1, minTrials: 3},
    places: [
      'train.epochs',
      'train.model',
      'train.units',
      'train.learning_rate',
      'augment.zoom',
      'augment.rotation',
    ],
    place: {},
  });
});

describe('what is wrong in it is told with its place, all at once', () => {
  test.each([
    ['no space', 'method: grid'],
    ['unknown keys and names', 'metod: grid\nspace: {trian.epochs: [1], train.epochs: {imt: [1, 2]}}'],
    ['an unknown method', 'method: gird\nspace: {train.epochs: [1, 2]}'],
    [
      'ranges that are none',
      `method: random
budget: {trials: 2}
space:
  train.epochs: 5
  train.units: {int: [64, 32]}
  train.learning_rate: {float: [0, 1], log: true, step: 3}
  augment.zoom: {float: [0, 0.2], step: 0.1, points: 3}
  augment.rotation: []
`,
    ],
    ['a grid over what never ends', 'space: {augment.zoom: {float: [0, 0.2]}}'],
    ['values given twice', 'space: {train.epochs: [5, 10, 5]}'],
    [
      'conditions on what is not there',
      'space:\n  train.units: {int: [1, 2], when: {train.model: mlp}}\n  train.model: [mlp, cnn]\nexclude: [{train.modle: mlp}, {train.model: rnn}]',
    ],
    [
      'params given twice',
      'space: {train.epochs: [1, 2], train.seed: [1, 2]}\nset: {train.epochs: 3}\nseeds: 2',
    ],
    ['seeds and a seed that are none', 'space: {train.epochs: [1, 2]}\nseeds: 0\nseed: -1'],
    ['no end', 'method: random\nspace: {train.epochs: [1, 2]}'],
    [
      'a budget and an objective that are none',
      'space: {train.epochs: [1, 2]}\nbudget: {trials: 0, time: soon, target: high}\nobjective: {metric: f1, of: mean}',
    ],
    [
      'early stopping that is none',
      'space: {train.epochs: [1, 2]}\nearly_stop: {method: ashar, min_epochs: 0, every: 2}',
    ],
    ['nothing that is not excluded', 'space: {train.epochs: [1, 2]}\nexclude: [{train.epochs: [1, 2]}]'],
    ['fewer trials than seeds', 'space: {train.epochs: [1, 2]}\nseeds: 3\nbudget: {trials: 2}'],
    ['another shape', '- a\n- b'],
  ])('%s', async (_name, text) => {
    const {workspace, load} = await sweptWorkspace(text);
    removers.push(workspace.remove);
    const loaded = await load();
    const faults = loaded.ok ? [] : loaded.failure;
    const file = `${workspace.folder}/experiments/try.sweep.yaml`;
    const source = await readFile(file, 'utf8');
    expect(failuresText(faults, {folder: workspace.folder, source: () => source})).toMatchSnapshot();
  });

  test('values that a stage refuses, before anything runs', async () => {
    const {workspace, ground} = await sweptWorkspace(`
method: random
budget: {trials: 3}
space:
  train.epochs: {float: [1, 4]}
  augment.zoom: [0, 2]
  train.model: [mlp, rnn]
  train.unit: [1, 2]
`);
    removers.push(workspace.remove);
    const faults = faultsOfSpace(await ground());
    expect(failuresText(faults, {folder: workspace.folder})).toMatchSnapshot();
  });

  test('values that only a condition behind a condition lets in, but none that is excluded', async () => {
    const {workspace, ground} = await sweptWorkspace(`
space:
  augment.zoom: [0, 1]
  augment.rotation: {choices: [0, 90], when: {augment.zoom: 1}}
  train.units: {choices: [8, 9000], when: {augment.rotation: 90}}
  train.model: [mlp, cnn]
  train.learning_rate: [0.1, 20]
exclude:
  - {train.learning_rate: 20, train.model: [mlp, cnn]}
`);
    removers.push(workspace.remove);
    const faults = faultsOfSpace(await ground());
    expect(faults.map(({what}) => what)).toEqual([expect.stringContaining('units')]);
  });
});
