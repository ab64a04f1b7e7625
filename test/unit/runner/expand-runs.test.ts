import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {expandRuns} from '../../../src/runner/expand-runs.ts';
import type {Failure} from '../../../src/runner/failure.ts';
import {loadExperiments} from '../../../src/runner/load-experiments.ts';
import {loadPipeline} from '../../../src/runner/load-pipeline.ts';
import {parseOverrides} from '../../../src/runner/overrides.ts';
import {studyStages} from '../../rig/study-stages.ts';
import {makeWorkspace, unwrap, type Workspace} from '../../rig/workspace.ts';

const {definitions} = studyStages();
let workspace: Workspace;
beforeAll(async () => {
  workspace = await makeWorkspace({
    'pipeline.yaml': `
name: study
stages:
  download: {uses: download}
  train:
    uses: train
    needs: {dataset: download}
    with: {model: cnn, filters: 16, epochs: 5}
`,
    'experiments/mlp.yaml': 'description: No convolutions.\nset: {train.model: mlp, train.filters: null}\n',
    'experiments/long.yaml': 'set:\n  train.epochs: 40\n',
    'experiments/bad.yaml':
      'descripton: x\nset:\n  trian.epochs: 3\n  epochs: 3\n  train.: 1\n  train.filters: {a: 1}\n',
    'experiments/half.yaml': 'set: {train.model: mlp, train.epochs: 0}\n',
    'experiments/empty.yaml': '',
  });
});
afterAll(() => workspace.remove());

const said = ({code, what, where, todo}: Failure): string =>
  [
    where === undefined ? '' : `${where.file}:${where.line ?? ''}:${where.column ?? ''} `,
    code,
    ' — ',
    what,
    ' ',
    todo,
  ]
    .join('')
    .replaceAll(workspace.folder, '<ws>');

async function runs(names: readonly string[], set: readonly string[] = []) {
  const pipeline = unwrap(await loadPipeline(join(workspace.folder, 'pipeline.yaml'), definitions));
  const experiments = await loadExperiments(pipeline, names);
  if (!experiments.ok) return experiments.failure.map(said);
  const overrides = parseOverrides(set);
  if (!overrides.ok) return overrides.failure.map(said);
  const expanded = expandRuns(pipeline, experiments.value, overrides.value);
  if (!expanded.ok) return expanded.failure.map(said);
  return expanded.value.map(({experiment, pipeline: {stages}}) => [experiment, stages.at(-1)?.params]);
}

const rest = {learning_rate: 0.001, threads: 'auto', shuffle: true};

describe('runs are expanded', () => {
  test('to one of the pipeline itself where there are no experiments', async () => {
    expect(await runs([])).toEqual([['study', {model: 'cnn', filters: 16, epochs: 5, ...rest}]]);
  });

  test('to one for each experiment, once', async () => {
    expect(await runs(['mlp', 'long', 'mlp'])).toEqual([
      ['mlp', {model: 'mlp', units: 128, epochs: 5, ...rest}],
      ['long', {model: 'cnn', filters: 16, epochs: 40, ...rest}],
    ]);
  });

  test('with what the command line says above all', async () => {
    expect(
      await runs(['mlp', 'long'], ['train.epochs=3', 'train.learning_rate=1e-4', 'train.shuffle=false']),
    ).toEqual([
      ['mlp', {model: 'mlp', units: 128, epochs: 3, learning_rate: 1e-4, threads: 'auto', shuffle: false}],
      ['long', {model: 'cnn', filters: 16, epochs: 3, learning_rate: 1e-4, threads: 'auto', shuffle: false}],
    ]);
  });
});

describe('an experiment', () => {
  test('that is not there is named, with the nearest', async () => {
    expect(await runs(['lnog', '../x'])).toEqual([
      'experiment-unknown — There is no experiment lnog: no file <ws>/experiments/lnog.yaml. Did you mean long? There are: bad, empty, half, long, mlp.',
      'name-invalid — "../x" cannot be the name of an experiment. Use letters, digits, `.`, `_` and `-`: it is the name of a file in experiments/.',
    ]);
  });

  test('has all its faults told at once, at their places', async () => {
    expect(await runs(['bad', 'empty'])).toEqual([
      '<ws>/experiments/bad.yaml:1:1 key-unknown — An experiment knows no key descripton. Did you mean description? It knows: description, set.',
      '<ws>/experiments/bad.yaml:3:3 stage-unknown — trian.epochs belongs to stage trian, which this pipeline does not have. Did you mean train? Its stages are: download, train.',
      '<ws>/experiments/bad.yaml:4:3 param-unknown — There is no param epochs. Did you mean train.epochs? There are: train.epochs.',
      '<ws>/experiments/bad.yaml:5:3 param-name — "train." is not the name of a param. Params are named `stage.param`, as in `train.epochs`.',
      '<ws>/experiments/bad.yaml:6:18 param-kind — train.filters must be text, a number, true, false, null or a list of those, not a map. Write it as one value.',
      '<ws>/experiments/empty.yaml:1:1 file-empty — <ws>/experiments/empty.yaml is empty. It needs `set:`, as in `set: {train.epochs: 40}`.',
    ]);
  });

  test('that makes another param of the pipeline meaningless is told how to leave it out', async () => {
    expect(await runs(['half', 'long'])).toEqual([
      '<ws>/pipeline.yaml:8:33 param-unknown — There is no param train.filters in experiment half. There are: model, epochs, learning_rate, threads, shuffle, units. `train.filters: null` in the experiment leaves out what the pipeline sets.',
      '<ws>/experiments/half.yaml:1:39 param-limits — train.epochs must be a whole number from 1 to 1000, not 0. Left out, it is 20.',
    ]);
    expect(await runs([], ['train.model=mlp'])).toEqual([
      '<ws>/pipeline.yaml:8:33 param-unknown — There is no param train.filters. There are: model, epochs, learning_rate, threads, shuffle, units. `-s train.filters=null` leaves out what the pipeline sets.',
    ]);
  });
});

describe('on the command line', () => {
  test.each([
    ['train.epochs', '-s train.epochs does not say what to set.'],
    ['=3', '-s =3 does not say what to set.'],
    [
      'train.model={a: 1}',
      '-s train.model={a: 1}: the value must be text, a number, true, false, null or a list of those.',
    ],
    ['train.model=mpl', '-s train.model=mpl: train.model must be one of: mlp, cnn, not "mpl".'],
    ['train.epoch=1', '-s train.epoch=1: There is no param train.epoch'],
    [
      'trane.epochs=1',
      '-s trane.epochs=1: trane.epochs belongs to stage trane, which this pipeline does not have.',
    ],
    ['train.epochs=1.5', '-s train.epochs=1.5: train.epochs must be a whole number from 1 to 1000, not 1.5.'],
  ])('%s is refused once for all runs', async (text, what) => {
    const [first, ...others] = await runs(['long'], [text]);
    expect(JSON.stringify(first)).toContain(JSON.stringify(what).slice(1, -1));
    expect(others).toEqual([]);
  });

  test('values are read as YAML reads them, and text that is no YAML as it stands', () => {
    const values = unwrap(
      parseOverrides([
        'a.b=1e-3',
        'a.b=[1, x]',
        'a.b=',
        'a.b=null',
        'a.b="1"',
        'a.b=@x: y',
        'a.b=x=y',
        'a.b=*',
      ]),
    ).map(({value}) => value);
    expect(values).toEqual([0.001, [1, 'x'], null, null, '1', '@x: y', 'x=y', '*']);
  });
});
