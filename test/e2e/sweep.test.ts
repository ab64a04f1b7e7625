import {readFile} from 'node:fs/promises';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {digitsCsv} from '../rig/digits.ts';
import {makeWorkspace, type Workspace} from '../rig/epochal.ts';

const pipeline = `
name: digits
metrics: {val_acc: max, val_loss: min}
stages:
  download: {uses: download, with: {source: file, path: ./data}}
  preprocess: {uses: preprocess, needs: {raw: download}}
  train: {uses: train, needs: {dataset: preprocess}, with: {model: mlp, epochs: 1, batch_size: 32, threads: 1}}
`;

let workspace: Workspace;
beforeAll(async () => {
  workspace = await makeWorkspace({
    'pipeline.yaml': pipeline,
    'experiments/rate.sweep.yaml': 'space: {train.learning_rate: [0.01, 0.0000001]}\nseeds: [7]\n',
    'data/train.csv': digitsCsv(200, 1),
    'data/test.csv': digitsCsv(50, 2),
  });
});
afterAll(() => workspace.remove());

const masked = (text: string) =>
  text
    .replaceAll(workspace.folder, '.')
    .replaceAll(/(\d+ min )?\d+(\.\d+)? s\b/g, '… s')
    .replaceAll(/\b\d{6}-\w{4}\b/g, 'ID');
/** Without the word that is given now and then while a trial goes on. */
const linesOf = (text: string) =>
  masked(text)
    .trim()
    .split('\n')
    .filter((line) => !line.includes(' · step '));

test('a sweep trains what it must, keeps the best as an experiment, and does nothing the second time', async () => {
  const first = await workspace.epochal('sweep', 'rate', '--jobs', '1');
  expect(first.stderr).toBe('');
  expect(first.exitCode).toBe(0);
  const [begins, one, , ended] = linesOf(first.stdout);
  expect([begins, one]).toEqual([
    'rate · grid over train.learning_rate · maximising val_acc of the last epoch · 1 trial at a time',
    "trial 1 · train.learning_rate=0.01 train.seed=7 · point 1 of the grid's 2",
  ]);
  expect(ended).toMatch(/^trial 1 · done in … s · val_acc 0\.\d{4} · best so far · run ID$/);
  expect(linesOf(first.stdout).at(-3)).toMatch(/^Best: train\.learning_rate=0\.01 with val_acc 0\.\d{4}$/);
  expect(await readFile(workspace.path('experiments/best.yaml'), 'utf8')).toMatch(
    /^# Written by the sweep rate; .*\ndescription: .*\nset:\n {2}train\.learning_rate: 0\.01\n {2}train\.seed: 7\n$/,
  );

  const plan = await workspace.epochal('plan', 'rate');
  expect(plan.stdout).toBe('2 trials → 0 trainings, 2 cached or shared; nothing to wait for');
  const more = await workspace.epochal('plan', 'rate', '-s', 'train.epochs=3', '--jobs', '1');
  expect(masked(more.stdout)).toMatch(
    /^2 trials → 2 trainings, 0 cached or shared; 4 epochs; about … s on 1 lane; \d+(\.\d)? [kM]B new$/,
  );
  const status = await workspace.epochal('sweep', 'status', 'rate');
  expect(linesOf(status.stdout)).toEqual([
    'rate · done · nothing is left to try · 2 of 2 trials: 2 done · 2 epochs · … s of work',
    'trial  params                                 epochs  val_acc  state       run',
    expect.stringMatching(
      /^ {4}1 {2}train.learning_rate=0.01 train.seed=7 {2}1\/1 {6}0.\d{4} {2}done, best {2}ID$/,
    ),
    expect.stringMatching(
      /^ {4}2 {2}train.learning_rate=1e-7 train.seed=7 {2}1\/1 {6}0.\d{4} {2}done {8}ID$/,
    ),
  ]);
  const idle = await workspace.epochal('sweep', 'pause', 'rate');
  expect([idle.exitCode, idle.stderr]).toEqual([
    2,
    'The sweep rate is not being run now.\n  `epochal sweep rate` goes on where it was.',
  ]);
  const nowhere = await workspace.epochal('sweep', 'status', 'rates');
  expect([nowhere.exitCode, masked(nowhere.stderr)]).toEqual([
    2,
    'There is no sweep rates: no file ./experiments/rates.sweep.yaml.\n  Did you mean rate? There are: rate.',
  ]);

  const second = await workspace.epochal('sweep', 'rate', '--jobs', '1');
  expect(linesOf(second.stdout).slice(0, 2)).toEqual([
    `${begins} · 2 trials known from before`,
    'done · nothing is left to try · 2 trials',
  ]);
  const best = await workspace.epochal('run', '-e', 'best');
  expect(masked(best.stdout)).toContain('nothing to do: equals run ID');
});

interface Shown {
  readonly metrics: readonly {readonly name: string}[];
}

test('a sweep over epochs trains the longest once, however its file lists them, to the bytes of runs of their own', async () => {
  const [swept, alone] = await Promise.all(
    [0, 1].map(() =>
      makeWorkspace({
        'pipeline.yaml': pipeline,
        'experiments/epochs.sweep.yaml': 'space: {train.epochs: [3, 1, 2]}\n',
        'data/train.csv': digitsCsv(200, 1),
        'data/test.csv': digitsCsv(50, 2),
      }),
    ),
  );
  if (swept === undefined || alone === undefined) throw new Error('no workspaces');
  const metricsOf = async (of: Workspace, run: string) => {
    const {metrics} = JSON.parse((await of.epochal('show', run, '--json')).stdout) as Shown;
    return JSON.stringify(metrics.filter(({name}) => !name.includes('second')));
  };
  const {stdout} = await swept.epochal('sweep', 'epochs', '--jobs', '2', '--json');
  expect(
    [...stdout.matchAll(/Going on after epoch (\d) of (\d)/g)].map(([, ...each]) => each.join()),
  ).toEqual(expect.arrayContaining(['1,2', '2,3']));
  const told = JSON.parse((await swept.epochal('sweep', 'status', 'epochs', '--json')).stdout) as {
    readonly trials: readonly {
      readonly params: {readonly 'train.epochs': number};
      readonly run: string;
    }[];
  };
  expect(told.trials.map(({params}) => params['train.epochs'])).toEqual([1, 2, 3]);
  expect(told).toMatchObject({epochs: 6, trained: 3});
  const status = await swept.epochal('sweep', 'status', 'epochs');
  expect(status.stdout).toContain('3 of 3 trials: 3 done · 3 of 6 epochs trained');
  // From the longest down none can go on from another: each trains all of its epochs.
  for (const {params, run} of told.trials.toReversed()) {
    const own = await alone.epochal('run', '--json', '-s', `train.epochs=${params['train.epochs']}`);
    expect(own.stdout).not.toContain('Going on after epoch');
    expect(await metricsOf(swept, run)).toBe(await metricsOf(alone, 'digits'));
  }
  await Promise.all([swept.remove(), alone.remove()]);
});

test('what is no sweep is told so', async () => {
  const missing = await workspace.epochal('sweep', 'rat');
  expect(missing.exitCode).toBe(2);
  expect(masked(missing.stderr)).toBe(
    'There is no sweep rat: no file ./experiments/rat.sweep.yaml.\n  Did you mean rate? There are: rate.',
  );
  const swept = await workspace.epochal('sweep', 'rate', '-s', 'train.learning_rate=1');
  expect(swept.exitCode).toBe(2);
  expect(swept.stderr).toBe(
    '-s train.learning_rate=1: train.learning_rate is what this sweep varies.\n  Leave the option out, or change the space.',
  );
  const seeded = await workspace.epochal('plan', 'rate', '-s', 'train.seed=4');
  expect(seeded.exitCode).toBe(2);
  expect(seeded.stderr).toBe(
    '-s train.seed=4: `seeds:` of this sweep sets train.seed for each trial.\n  Leave the option out, or write other seeds, as in `seeds: [4, 5, 6]`.',
  );
});
