import {readFile} from 'node:fs/promises';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {makeWorkspace, type Workspace} from '../rig/epochal.ts';

/** The study as it stands in the repository, on the built-in sample, with fewer epochs. */
let workspace: Workspace;
beforeAll(async () => {
  const file = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');
  workspace = await makeWorkspace({
    'pipeline.yaml': await file('pipeline.yaml'),
    'experiments/mlp.yaml': await file('experiments/mlp.yaml'),
    'experiments/cnn.yaml': await file('experiments/cnn.yaml'),
    'experiments/cnn-augmented.yaml': await file('experiments/cnn-augmented.yaml'),
  });
});
afterAll(() => workspace.remove());

test("the study's CNN repeats bit for bit", async () => {
  const run = await workspace.epochal('run', '-e', 'cnn', '-s', 'train.epochs=2');
  expect({stderr: run.stderr, exitCode: run.exitCode}).toEqual({stderr: '', exitCode: 0});

  const verified = await workspace.epochal('verify', 'cnn', '--json');
  expect(JSON.parse(verified.stdout)).toMatchObject({equal: true, first_divergence: null});
  expect(verified.exitCode).toBe(0);
});
