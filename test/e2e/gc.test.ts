import {rm} from 'node:fs/promises';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {makeWorkspace, type Said, type Workspace} from '../rig/epochal.ts';

let workspace: Workspace;
beforeAll(async () => {
  workspace = await makeWorkspace({
    'pipeline.yaml': `stages:
  download: {uses: download, with: {source: sample, train_rows: 240, test_rows: 240}}
  preprocess: {uses: preprocess, needs: {raw: download}}
`,
  });
  for (const rows of [240, 264, 288])
    expect((await workspace.epochal('run', '--plain', '-s', `download.train_rows=${rows}`)).exitCode).toBe(0);
});
afterAll(() => workspace.remove());

/** Without what differs from time to time. */
const said = ({stdout, stderr, exitCode}: Said) => ({
  exitCode,
  stdout: stdout
    .replace(/ [0-9a-f]{8} /g, ' <key> ')
    .replace(/\d{6}-[a-z0-9]+/g, '<run>')
    .replace(/[\d.]+ [kM]?B/g, '<size>')
    .replace(/[\d.]+ s\b/g, '<time>')
    .replace(/(?<=\S)  +/g, '  '),
  stderr: stderr.replace(/\d{6}-[a-z0-9]+/g, '<run>'),
});

test('what runs have is needed; without the record only what the pipeline takes', async () => {
  expect(said(await workspace.epochal('gc'))).toEqual({
    exitCode: 0,
    stdout: 'Nothing to delete: 6 artifacts, <size>.',
    stderr: '',
  });
  const {stdout} = await workspace.epochal('gc', '--older-than', '0s', '--dry', '--json');
  const asJson = JSON.parse(stdout) as {
    deletions: readonly {stage: string; reason: string; runs: readonly string[]}[];
  };
  expect(asJson.deletions.map(({stage, reason, runs}) => `${stage} ${reason} ${runs.length}`).sort()).toEqual(
    ['download old 1', 'download old 1', 'preprocess old 1', 'preprocess old 1'],
  );
});

test('pins keep the artifacts of a run; what goes is explained, and the next run makes it again', async () => {
  const compared = await workspace.epochal('compare', 'runs', '--json');
  const [newest] = JSON.parse(compared.stdout) as readonly {id: string}[];
  const pinned = newest?.id ?? '';
  expect(said(await workspace.epochal('pin', pinned)).stdout).toBe(
    'Run <run> is now pinned: `epochal gc` leaves its artifacts.',
  );
  expect((await workspace.epochal('show', pinned)).stdout).toContain('tags: pinned');
  const explained = said(await workspace.epochal('gc', '--older-than', '0s', '--explain'));
  expect(explained.exitCode).toBe(0);
  const experiment = workspace.folder.split('/').at(-1) ?? '';
  expect(explained.stdout).toBe(`download  <key>  <size>  not used for <time>
    of run <run> (${experiment})
    can be made again in <time>
preprocess  <key>  <size>  not used for <time>
    of run <run> (${experiment})
    can be made again in <time>, after download (<time>), gone too

Deleted 2 of 6 artifacts: <size> of <size>.`);
  expect(said(await workspace.epochal('unpin', pinned)).stdout).toBe('Run <run> is now not pinned.');
  expect(said(await workspace.epochal('gc', '--max-size', '1kB')).stdout).toMatch(
    /^(.*cheap to make again for the room it takes\n){4}\nDeleted 4 of 4 artifacts: <size> of <size>\.$/,
  );
  expect(said(await workspace.epochal('pin', 'nobody'))).toMatchObject({exitCode: 2, stdout: ''});
  const again = await workspace.epochal('run', '--plain');
  expect(again.exitCode).toBe(0);
  expect(again.stdout).toContain('preprocess · started: its stored result is gone');
});

test('of modules of the pipeline it is told whether their code is as it was', async () => {
  const own = await makeWorkspace({
    'pipeline.yaml':
      'stages:\n  same: {uses: ./same.mjs}\n  edited: {uses: ./edited.mjs}\n  left: {uses: ./left.mjs}\n',
    'same.mjs': 'export default {run: () => 1};',
    'edited.mjs': 'export default {run: () => 2};',
    'left.mjs': 'export default {run: () => 3};',
  });
  try {
    expect((await own.epochal('run', '--plain')).exitCode).toBe(0);
    await own.write('pipeline.yaml', 'stages:\n  same: {uses: ./same.mjs}\n  edited: {uses: ./edited.mjs}\n');
    await own.write('edited.mjs', 'export default {run: () => 4};');
    const {stdout} = await own.epochal('gc', '--max-size', '0', '--dry', '--explain', '--json');
    const {deletions} = JSON.parse(stdout) as {
      deletions: readonly {stage: string; remake: {obstacles: readonly string[]}}[];
    };
    expect(Object.fromEntries(deletions.map(({stage, remake}) => [stage, remake.obstacles]))).toEqual({
      same: [],
      edited: ['the code of edited.mjs is another now'],
      left: ['the pipeline has left.mjs no more'],
    });
  } finally {
    await own.remove();
  }
});

test('arguments that mean nothing are told', async () => {
  expect(await workspace.epochal('gc', '--max-size', 'big')).toEqual({
    exitCode: 2,
    stdout: '',
    stderr:
      "error: option '--max-size <size>' argument 'big' is invalid. big is no size: write 500MB, 20GB or 10GiB.\n(epochal --help lists what there is)",
  });
  await rm(workspace.path('pipeline.yaml'));
  expect(await workspace.epochal('gc')).toMatchObject({exitCode: 2, stdout: ''});
});
