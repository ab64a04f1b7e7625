import {readdir} from 'node:fs/promises';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {digitsCsv} from '../rig/digits.ts';
import {makeWorkspace, type Workspace} from '../rig/epochal.ts';

let workspace: Workspace;
beforeEach(async () => {
  workspace = await makeWorkspace({
    'pipeline.yaml': `name: digits
stages:
  download: {uses: download, with: {source: file, path: ./data}}
  preprocess: {uses: preprocess, needs: {raw: download}}
`,
    'data/train.csv': digitsCsv(20, 1),
    'data/test.csv': digitsCsv(10, 2),
  });
});
afterEach(() => workspace.remove());

test('a dry run of the program says what would happen and leaves nothing behind', async () => {
  expect(await workspace.epochal('run', '--dry')).toEqual({
    stdout: `digits
  ▸ download    runs  nothing cached yet
  ▸ preprocess  runs  nothing cached yet

Nothing was done. 2 would run.`,
    stderr: '',
    exitCode: 0,
  });
  expect((await readdir(workspace.folder)).sort()).toEqual(['data', 'pipeline.yaml']);

  const missing = await workspace.epochal('run', '--dry', '-s', 'download.path=./nowhere');
  expect(missing).toEqual({
    stdout: `digits
  ✖ download    fails    download.path is ${workspace.path('nowhere')}, which could not be read: there is nothing at that path. Give the path of a .csv, .csv.gz or .zip file or of a folder, seen from the folder of the pipeline file.
  − preprocess  skipped  download would fail

Nothing was done. 1 would fail, 1 would be skipped.`,
    stderr: '',
    exitCode: 2,
  });
});
