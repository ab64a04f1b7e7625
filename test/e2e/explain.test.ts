import {readdir} from 'node:fs/promises';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {digitsCsv} from '../rig/digits.ts';
import {makeWorkspace, type Said, type Workspace} from '../rig/epochal.ts';

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

test('why names the run that is nearest, what differs from it, and what would have hit', async () => {
  const masked = ({stdout, stderr, exitCode}: Said) => ({
    said: (stdout + stderr).replaceAll(/\b\d{6}-\w{4}\b/g, 'ID'),
    exitCode,
  });
  expect((await workspace.epochal('run')).exitCode).toBe(0);
  expect((await workspace.epochal('run', '-s', 'preprocess.white=250')).exitCode).toBe(0);
  const why = async (...args: string[]) => masked(await workspace.epochal('why', ...args));
  expect(await why('preprocess')).toEqual({
    said: `digits · preprocess is cached: made by run ID.
  It had to be made then: nothing was cached yet.`,
    exitCode: 0,
  });
  expect(await why('preprocess', '-s', 'preprocess.white=250')).toEqual({
    said: `digits · preprocess is cached: made by run ID.
  It had to be made then: preprocess.white 255 → 250; everything else equals run ID.`,
    exitCode: 0,
  });
  expect(await why('preprocess', '--run', 'digits')).toEqual({
    said: 'run ID · preprocess ran: preprocess.white 255 → 250; everything else equals run ID.',
    exitCode: 0,
  });
  await workspace.write('data/train.csv', digitsCsv(30, 3));
  expect(await why('download')).toEqual({
    said: `digits · download would run: file data/train.csv changed; everything else equals run ID.
  It would be cached with file data/train.csv as it was.`,
    exitCode: 0,
  });
  expect((await workspace.epochal('run')).exitCode).toBe(0);
  expect((await why('preprocess', '--run', 'digits')).said).toBe(
    'run ID · preprocess ran: file data/train.csv changed; everything else equals run ID.',
  );
  expect(await why('preproces')).toEqual({
    said: `There is no stage preproces in this pipeline.
  Did you mean preprocess? Its stages are: download, preprocess.`,
    exitCode: 2,
  });
});

test('an input that came out otherwise by itself is told by its file', async () => {
  await workspace.write(
    'pipeline.yaml',
    `name: chance
stages:
  make: {run: 'cat count > $EPOCHAL_OUT/a.txt; echo same > $EPOCHAL_OUT/b.txt', cache: false}
  use: {run: 'cat $EPOCHAL_IN_MAKE/a.txt > $EPOCHAL_OUT/c', needs: [make]}
`,
  );
  await workspace.write('count', '1');
  expect((await workspace.epochal('run')).exitCode).toBe(0);
  await workspace.write('count', '2');
  expect((await workspace.epochal('run')).stdout).toContain(
    'chance · use · started: make/a.txt changed · 1 thread\n',
  );
});
