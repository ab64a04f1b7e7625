import {appendFile, readFile} from 'node:fs/promises';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {digitsCsv} from '../rig/digits.ts';
import {makeWorkspace, type Workspace} from '../rig/epochal.ts';

/** Other data, another size, other labels: only YAML says so. */
const pipeline = `
name: digits
metrics: {val_acc: max, val_loss: min}
stages:
  download: {uses: download, with: {source: file, path: ./data}}
  preprocess: {uses: preprocess, needs: {raw: download}}
  augment: {uses: augment, needs: {dataset: preprocess}}
  train: {uses: train, needs: {dataset: augment}, with: {model: cnn, epochs: 4, batch_size: 32}}
  evaluate: {uses: evaluate, needs: {model: train, dataset: preprocess}}
experiments: [mlp, cnn, shifted]
`;

let workspace: Workspace;
beforeAll(async () => {
  workspace = await makeWorkspace({
    'pipeline.yaml': pipeline,
    'experiments/mlp.yaml': 'set: {train.model: mlp}',
    'experiments/cnn.yaml': 'set: {train.model: cnn}',
    'experiments/shifted.yaml': 'set: {augment.width_shift: 0.1}',
    'data/train.csv': digitsCsv(400, 1),
    'data/test.csv': digitsCsv(100, 2),
  });
});
afterAll(() => workspace.remove());

interface ComparedRun {
  readonly id: string;
  readonly experiment: string;
  readonly status: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly latest: Readonly<Record<string, number>>;
  readonly stages: readonly {readonly name: string; readonly how: string; readonly key: string}[];
}
const compare = async () =>
  JSON.parse((await workspace.epochal('compare', 'runs', '--json')).stdout) as ComparedRun[];

test('10 classes of 8×8 pictures from a folder train, and are compared', async () => {
  const {stderr, exitCode} = await workspace.epochal('run');
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
  const runs = await compare();
  expect(runs.map(({experiment, status}) => [experiment, status]).sort()).toEqual([
    ['cnn', 'done'],
    ['mlp', 'done'],
    ['shifted', 'done'],
  ]);
  for (const {latest, params} of runs) {
    expect(params['train.epochs']).toBe(4);
    expect(Object.keys(latest).sort()).toEqual([
      'acc',
      'epoch_seconds',
      'images_per_second',
      'learning_rate',
      'loss',
      'test_acc',
      'test_loss',
      'val_acc',
      'val_loss',
    ]);
    expect(latest['test_acc']).toBe(latest['val_acc']);
  }
  // Chance is 0.1.
  expect(runs.find(({experiment}) => experiment === 'mlp')?.latest['val_acc']).toBeGreaterThan(0.5);
});

test('work that two runs need is done once', async () => {
  const [mlp, cnn] = ['mlp', 'cnn'].map(
    (name) => async () =>
      (await compare())
        .find(({experiment}) => experiment === name)
        ?.stages.find((stage) => stage.name === 'preprocess'),
  );
  expect((await mlp?.())?.key).toBe((await cnn?.())?.key);
});

test('a second run does nothing, adds no run, and says why', async () => {
  const before = await compare();
  const {stdout, exitCode} = await workspace.epochal('run', '--json');
  expect(exitCode).toBe(0);
  const events = stdout
    .split('\n')
    .map((line) => JSON.parse(line) as {type: string; how?: string; equals?: string});
  expect(events.filter(({type}) => type === 'stage-started')).toEqual([]);
  expect(
    events
      .filter(({type}) => type === 'run-done')
      .map(({equals}) => equals)
      .sort(),
  ).toEqual(before.map(({id}) => id).sort());
  expect(await compare()).toEqual(before);
});

test('another number of epochs trains again, and nothing else runs', async () => {
  const {exitCode} = await workspace.epochal('run', '-e', 'mlp', '-s', 'train.epochs=5');
  expect(exitCode).toBe(0);
  const [newest] = await compare();
  expect(newest?.params['train.epochs']).toBe(5);
  expect(newest?.stages.map(({name, how}) => `${name} ${how}`)).toEqual([
    'download cached',
    'preprocess cached',
    'augment cached',
    'train ran',
    'evaluate ran',
  ]);
});

test('the model is saved as tfjs loads it', async () => {
  const [newest] = await compare();
  const train = newest?.stages.find(({name}) => name === 'train');
  const key = train?.key ?? '';
  const {stdout} = await workspace.epochal('show', newest?.id ?? '', '--json');
  expect(stdout).toContain(key);
  const folder = workspace.path('artifacts', key.slice(0, 2), key, 'files');
  const model = JSON.parse(await readFile(`${folder}/model/model.json`, 'utf8')) as {format: string};
  expect(model.format).toBe('layers-model');
});

test('a run is proven to repeat bit for bit, and where other data is met, that is told', async () => {
  const same = await workspace.epochal('verify', 'shifted', '--json');
  expect(JSON.parse(same.stdout)).toMatchObject({equal: true, first_divergence: null});
  expect(same.exitCode).toBe(0);

  const [first] = (await readFile(workspace.path('data', 'test.csv'), 'utf8')).split('\n').slice(1);
  await appendFile(workspace.path('data', 'test.csv'), `${first ?? ''}\n`);
  const other = await workspace.epochal('verify', 'shifted', '--json');
  expect(JSON.parse(other.stdout)).toMatchObject({
    equal: false,
    first_divergence: {stage: 'download', what: 'digest', file: 'source.json'},
  });
  expect(other.exitCode).toBe(1);
});
