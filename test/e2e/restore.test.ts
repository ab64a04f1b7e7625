import {readdir, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {makeWorkspace, type Workspace} from '../rig/epochal.ts';

let workspace: Workspace;
let run = '';
beforeAll(async () => {
  workspace = await makeWorkspace({
    'pipeline.yaml': `stages:
  download: {uses: download, with: {source: sample, train_rows: 240, test_rows: 240}}
  preprocess: {uses: preprocess, needs: {raw: download}}
`,
  });
  expect((await workspace.epochal('run', '--plain')).exitCode).toBe(0);
  const {stdout} = await workspace.epochal('compare', 'runs', '--json');
  run = (JSON.parse(stdout) as readonly {id: string}[])[0]?.id ?? '';
  // A later state, with which the earlier one has nothing to do.
  expect((await workspace.epochal('run', '--plain', '-s', 'download.train_rows=264')).exitCode).toBe(0);
});
afterAll(() => workspace.remove());

const files = ['sign_mnist_test.csv', 'sign_mnist_train.csv', 'source.json'];
const rows = async (...path: readonly string[]) =>
  (await readFile(workspace.path(...path, 'sign_mnist_train.csv'), 'utf8')).trim().split('\n').length - 1;

test('an earlier state comes back whole, read only, and the store stays as it was', async () => {
  const restored = await workspace.epochal('restore', run);
  expect({...restored, stdout: restored.stdout.replace(/: \d+ files, [\d.]+ MB/, ': <size>')}).toEqual({
    stdout: `Restored download, preprocess of run ${run} to ${run}: <size>, read only.`,
    stderr: '',
    exitCode: 0,
  });
  expect((await readdir(workspace.path(run))).sort()).toEqual(['download', 'preprocess']);
  expect((await readdir(workspace.path(run, 'download'))).sort()).toEqual(files);
  expect(await rows(run, 'download')).toBe(240);
  expect((await stat(workspace.path(run, 'download', 'source.json'))).mode & 0o222).toBe(0);
  await rm(workspace.path(run), {recursive: true});
  expect((await workspace.epochal('fsck')).exitCode).toBe(0);
});

test('copies are one’s own to write to', async () => {
  const {exitCode} = await workspace.epochal('restore', run, 'download', '--to', 'mine', '--copy');
  expect(exitCode).toBe(0);
  expect((await readdir(workspace.path('mine'))).sort()).toEqual(files);
  for (const file of files) await writeFile(join(workspace.path('mine'), file), 'mine');
  expect((await workspace.epochal('fsck')).exitCode).toBe(0);
});

test('what cannot be is told: a folder in the way, a stage unknown, a result that is gone', async () => {
  await workspace.write('taken/x', '');
  expect(await workspace.epochal('restore', run, '--to', 'taken')).toEqual({
    stdout: '',
    stderr: `${workspace.path('taken')} is there already, and not empty.
  Name another folder with \`--to\`, or move that one away.`,
    exitCode: 2,
  });
  expect(await workspace.epochal('restore', run, 'downlaod')).toEqual({
    stdout: '',
    stderr: `Run ${run} has no stage downlaod.\n  Did you mean download?`,
    exitCode: 2,
  });
  await rm(workspace.path('artifacts'), {recursive: true});
  expect(await workspace.epochal('restore', run, 'download')).toEqual({
    stdout: '',
    stderr:
      'The result of download is no longer in the store.\n  Run with the same params: what is missing is made again.',
    exitCode: 3,
  });
  expect(await readdir(workspace.folder)).not.toContain(run);
});
