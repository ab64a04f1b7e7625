import {chmod, mkdir, rm} from 'node:fs/promises';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {digitsCsv} from '../rig/digits.ts';
import {makeWorkspace, type Workspace} from '../rig/epochal.ts';

const goodPipeline = `name: digits
stages:
  download: {uses: download, with: {source: file, path: ./data}}
  preprocess: {uses: preprocess, needs: {raw: download}}
  train: {uses: train, needs: {dataset: preprocess}, with: {model: mlp, epochs: 1}}
`;

let workspace: Workspace;
beforeEach(async () => {
  workspace = await makeWorkspace();
});
afterEach(() => workspace.remove());

/** What a user reads; paths, times and ids differ from run to run. */
const masked = (text: string) =>
  text
    .replaceAll(workspace.folder, '.')
    .replaceAll(/artifacts\/\w{2}\/\w{64}/g, 'artifacts/KEY')
    .replaceAll(/\d+(\.\d+)? s\b/g, '… s')
    .replaceAll(/\b\d{6}-\w{4}\b/g, 'ID');
const said = ({stdout, stderr}: {stdout: string; stderr: string}) => masked(stdout + stderr);

describe('the user is told what is wrong, where, and what to do', () => {
  test.each([
    ['no pipeline file', undefined, ['run']],
    ['a broken file', 'stages: {a: [', ['run']],
    [
      'several faults at once',
      'stages:\n  train: {uses: trian}\n  a: {uses: preprocess, needs: {raw: nowhere}}\nmetrics: {acc: up}\n',
      ['run'],
    ],
    ['a param that is unknown', goodPipeline.replace('epochs: 1', 'epohcs: 1'), ['run']],
    ['a param out of range', goodPipeline.replace('epochs: 1', 'epochs: 0'), ['run']],
    ['an override of a stage there is none of', goodPipeline, ['run', '-s', 'trian.epochs=2']],
    ['an override without a value', goodPipeline, ['run', '-s', 'train.epochs']],
    ['an experiment there is none of', goodPipeline, ['run', '-e', 'mpl']],
    ['an engine there is none of', goodPipeline, ['run'], {EPOCHAL_ENGINE: 'abacus'}],
    ['a verb there is none of', goodPipeline, ['rum']],
    ['a number of jobs that is none', goodPipeline, ['run', '--jobs', 'many']],
  ])('%s', async (_name, pipeline, args, env: Record<string, string> = {}) => {
    await workspace.remove();
    workspace = await makeWorkspace(
      pipeline === undefined ? {} : {'pipeline.yaml': pipeline, 'data/train.csv': digitsCsv(40, 1)},
      env,
    );
    const result = await workspace.epochal(...args);
    expect(result.exitCode).toBe(2);
    expect(said(result)).not.toMatch(/\n\s+at /);
    expect(said(result)).toMatchSnapshot();
  });
});

describe('bad data ends the stage that finds it', () => {
  test.each([
    ['a pixel that is no grey level', digitsCsv(40, 1).replace(/^(3,.*?),\d+$/m, '$1,256')],
    ['a row that is too short', digitsCsv(40, 1).replace(/^(5,.*?),\d+$/m, '$1')],
    ['an empty file', ''],
    ['no label column', digitsCsv(40, 1).replace('label', 'class')],
  ])('%s', async (_name, csv) => {
    await workspace.write('pipeline.yaml', goodPipeline);
    await workspace.write('data/train.csv', csv);
    const result = await workspace.epochal('run', '--plain');
    expect(result.exitCode).toBe(2);
    expect(masked(result.stderr)).toMatchSnapshot();
    // What failed leaves nothing half-made, and the next run mends it.
    await workspace.write('data/train.csv', digitsCsv(40, 1));
    expect((await workspace.epochal('run')).exitCode).toBe(0);
  });

  test('a data folder that is not there', async () => {
    await workspace.write('pipeline.yaml', goodPipeline);
    const result = await workspace.epochal('run', '--plain');
    expect(result.exitCode).toBe(2);
    expect(said(result)).toContain('./data');
  });
});

test('a workspace that cannot be written to is said to be so', async () => {
  await workspace.write('pipeline.yaml', goodPipeline);
  await workspace.write('data/train.csv', digitsCsv(40, 1));
  // A file where the store's folder should be: holds for root too.
  await workspace.write('artifacts', 'in the way');
  const result = await workspace.epochal('run');
  expect(result.exitCode).toBe(3);
  expect(said(result)).toContain('./artifacts');
  await rm(workspace.path('artifacts'));
});

test('a record that is no database is not touched', async () => {
  await workspace.write('pipeline.yaml', goodPipeline);
  await mkdir(workspace.path('experiments'));
  await workspace.write('experiments/runs.db', 'these are my notes, not a database. '.repeat(50));
  await chmod(workspace.path('experiments/runs.db'), 0o644);
  const result = await workspace.epochal('compare', 'runs');
  expect(result.exitCode).toBe(3);
  expect(said(result)).toMatchSnapshot();
});
