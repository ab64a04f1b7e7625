import {mkdir, readFile, readdir, writeFile} from 'node:fs/promises';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {digitsCsv} from '../rig/digits.ts';
import {makeWorkspace, type Workspace} from '../rig/epochal.ts';

let workspace: Workspace;
beforeAll(async () => {
  workspace = await makeWorkspace({'digits.csv': digitsCsv(200, 1)});
});
afterAll(() => workspace.remove());

const files = [
  'pipeline.yaml',
  'experiments/mlp.yaml',
  'experiments/cnn.yaml',
  'experiments/cnn-augmented.yaml',
  'experiments/epochs.sweep.yaml',
  'experiments/augmentation.sweep.yaml',
];

test('a study on own data runs as it is made', async () => {
  const made = await workspace.epochal('init', 'digits', '--data', 'digits.csv');
  expect(made).toEqual({
    stdout: [
      ...files.map((file) => `+ digits/${file}`),
      '',
      'Next:',
      '  cd digits',
      '  epochal run --dry      what would run, and why',
      '  epochal run            the experiments, side by side',
      '  epochal compare runs   what came of them',
    ].join('\n'),
    stderr: '',
    exitCode: 0,
  });
  const run = ['run', 'digits/pipeline.yaml', '-e', 'mlp', '-s', 'train.epochs=1', '--plain'];
  expect((await workspace.epochal(...run)).exitCode).toBe(0);
  const {stdout} = await workspace.epochal('compare', 'runs', '-f', 'digits/pipeline.yaml', '--json');
  expect(JSON.parse(stdout)).toMatchObject([{experiment: 'mlp', status: 'done'}]);
  for (const sweep of ['epochs', 'augmentation'])
    expect((await workspace.epochal('plan', sweep, '-f', 'digits/pipeline.yaml')).exitCode).toBe(0);
});

test('the pipeline file says what it is about', async () => {
  expect((await workspace.epochal('init', 'hands')).exitCode).toBe(0);
  const text = await readFile(workspace.path('hands/pipeline.yaml'), 'utf8');
  expect(text.split('\n  # CSV files to compact')[0]).toMatchInlineSnapshot(`
    "# What runs, in which order, and on what. Every stage's result is kept under the hash of all that decides it.
    # A param is changed for one run by -s stage.param=value, for good in an experiment's file.
    name: hands

    # Which way is better. The first is the headline: tables sort by it.
    metrics: {val_acc: max, val_loss: min, test_acc: max, test_loss: min, acc: max, loss: min}

    stages:
      # Images drawn by a seeded generator. Yours: {source: file, path: a folder, a CSV file or a zip of them}.
      download:
        uses: download
        with: {source: sample}
    "
  `);
});

test('a data set of Kaggle', async () => {
  expect(
    (await workspace.epochal('init', 'kaggle', '--dataset', 'zalando-research/fashionmnist')).exitCode,
  ).toBe(0);
  expect(await readFile(workspace.path('kaggle/pipeline.yaml'), 'utf8')).toContain(
    'with: {source: kaggle, dataset: zalando-research/fashionmnist}',
  );
});

test('nothing is overwritten, and a .gitignore is added to', async () => {
  await mkdir(workspace.path('taken/experiments'), {recursive: true});
  await writeFile(workspace.path('taken/experiments/cnn.yaml'), 'mine');
  const refused = await workspace.epochal('init', 'taken');
  expect(refused).toMatchObject({stdout: '', exitCode: 2});
  expect(refused.stderr).toBe(
    'taken has experiments/cnn.yaml already, and nothing is overwritten.\n' +
      '  Name another folder, as in `epochal init my-study`, or move the files away.',
  );
  expect(await readdir(workspace.path('taken'))).toEqual(['experiments']);

  await mkdir(workspace.path('mine'));
  await writeFile(workspace.path('mine/.gitignore'), 'node_modules/\nartifacts/');
  expect((await workspace.epochal('init', 'mine')).exitCode).toBe(0);
  expect(await readFile(workspace.path('mine/.gitignore'), 'utf8')).toBe(
    'node_modules/\nartifacts/\nexperiments/runs.db*\nexperiments/logs/\nexperiments/figures/\n',
  );
});

test('data that is not there', async () => {
  const refused = await workspace.epochal('init', 'nothing', '--data', 'nowhere.csv');
  expect(refused).toMatchObject({stdout: '', exitCode: 2});
  expect(refused.stderr).toBe(
    'There is no file or folder nowhere.csv.\n  Name a folder of CSV files, one CSV file, or a zip archive of them.',
  );
  expect(await readdir(workspace.path())).not.toContain('nothing');
});
