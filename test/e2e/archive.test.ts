import {readFile, rm} from 'node:fs/promises';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {digitsCsv} from '../rig/digits.ts';
import {makeWorkspace, type Said, type Workspace} from '../rig/epochal.ts';

let here: Workspace;
let there: Workspace;
beforeEach(async () => {
  here = await makeWorkspace({
    'pipeline.yaml': `name: digits
metrics: {val_acc: max}
stages:
  download: {uses: download, with: {source: file, path: ./data}}
  preprocess: {uses: preprocess, needs: {raw: download}}
  train: {uses: train, needs: {dataset: preprocess}, with: {model: mlp, epochs: 2, batch_size: 32}}
  count: {run: 'sh tools/count.sh > $EPOCHAL_OUT/n', needs: [train], inputs: [tools/count.sh]}
`,
    'tools/count.sh': 'ls "$EPOCHAL_IN_TRAIN" | wc -l\n',
    'data/train.csv': digitsCsv(64, 1),
    'data/test.csv': digitsCsv(32, 2),
  });
  there = await makeWorkspace();
});
afterEach(async () => {
  await here.remove();
  await there.remove();
});

const masked = ({stdout, stderr, exitCode}: Said) => ({
  said: `${stdout}\n${stderr}`
    .trim()
    .replaceAll(/\b\d{6}-\w{4}\b/g, 'ID')
    .replaceAll(/[\d.]+ [kM]?B\b/g, 'SIZE')
    .replaceAll(/\b\d\d+ files\b/g, 'N files'),
  exitCode,
});

test('a run moves to another machine, shows the same there, and repeats bit for bit', async () => {
  expect((await here.epochal('run')).exitCode).toBe(0);
  expect(masked(await here.epochal('export-run', 'digits', '-o', 'run.zip'))).toEqual({
    said: 'Exported run ID (digits) to run.zip: 4 results, N files, SIZE; 3 source files.',
    exitCode: 0,
  });
  await here.epochal('export-run', 'digits', '-o', 'again.zip');
  const [bytes, again] = await Promise.all(['run.zip', 'again.zip'].map((file) => readFile(here.path(file))));
  expect(bytes?.equals(again ?? Buffer.alloc(0))).toBe(true);
  expect(masked(await here.epochal('export-run', 'digits', '-o', 'run.zip')).exitCode).toBe(2);

  const archive = here.path('run.zip');
  expect(masked(await there.epochal('import-run', archive))).toEqual({
    said: `Imported run ID (digits): 4 results, N files, SIZE.
  written beside the pipeline: data/test.csv, data/train.csv, tools/count.sh`,
    exitCode: 0,
  });
  expect(JSON.parse((await there.epochal('show', 'digits', '--json')).stdout)).toEqual({
    ...(JSON.parse((await here.epochal('show', 'digits', '--json')).stdout) as object),
    // No pipeline file says there which way is better.
    best: {},
    best_step: {},
  });
  expect(masked(await there.epochal('import-run', archive)).said).toBe(
    'Run ID (digits) is on record already.',
  );
  expect(masked(await there.epochal('import-run', archive, '--new-id')).said.split('\n')).toEqual([
    'Imported run ID (digits) as ID: 0 results, 0 files, SIZE.',
    '  there already: download, preprocess, train, count',
  ]);
  expect((await there.epochal('fsck')).exitCode).toBe(0);
  const verified = await there.epochal('verify', 'digits', '--json');
  expect(JSON.parse(verified.stdout)).toMatchObject({equal: true});
  // What came is a hit, as if it had been made there.
  expect((await there.epochal('rerun', 'digits')).stdout).toContain('nothing to do');
});

test('what is gone or has changed is said; a file that is there is left', async () => {
  await here.epochal('run', '--only', 'download');
  await here.write('data/train.csv', digitsCsv(64, 3));
  await rm(here.path('artifacts'), {recursive: true});
  expect(masked(await here.epochal('export-run', 'digits', '-o', 'run.zip')).said).toBe(
    `Exported run ID (digits) to run.zip: 0 results, 0 files, SIZE; 1 source file.
  not in it: the result of download: it is no longer in the store
  not in it: data/train.csv, which download reads: it has changed since`,
  );
  await there.write('data/test.csv', 'mine');
  expect(masked(await there.epochal('import-run', here.path('run.zip')))).toEqual({
    said: `Imported run ID (digits): 0 results, 0 files, SIZE.
  data/test.csv was left as it is here; the run read another
  not in it: the result of download: it is no longer in the store
  not in it: data/train.csv, which download reads: it has changed since`,
    exitCode: 0,
  });
  expect(await readFile(there.path('data/test.csv'), 'utf8')).toBe('mine');
  expect(masked(await there.epochal('import-run', 'nowhere.zip'))).toEqual({
    said: 'nowhere.zip is not there.\n  Name a file that `epochal export-run` wrote.',
    exitCode: 2,
  });
});

test('what no archive can carry is left out, so that the rest is taken', async () => {
  const name = `${here.folder.split('/').at(-1) ?? ''}-stage.mjs`;
  const module = `../${name}`;
  await here.write(
    'pipeline.yaml',
    `name: odd
stages:
  kept: {run: 'cat .conf/x > "$EPOCHAL_OUT/x"', inputs: [.conf/x]}
  twins: {run: 'echo 1 > "$EPOCHAL_OUT/x"; echo 2 > "$EPOCHAL_OUT/X"'}
  outside: {uses: ${module}}
`,
  );
  await here.write('.conf/x', '1');
  await here.write(module, 'export default {run: () => undefined};\n');
  try {
    expect((await here.epochal('run')).exitCode).toBe(0);
    expect(masked(await here.epochal('export-run', 'odd', '-o', 'run.zip'))).toEqual({
      said: `Exported run ID (odd) to run.zip: 2 results, 1 file, SIZE.
  not in it: the result of twins: "x" has the name of another
  not in it: .conf/x, which kept reads: no archive may put .conf/x into a workspace
  not in it: ${module}, which outside reads: it lies outside the workspace`,
      exitCode: 0,
    });
    expect((await there.epochal('import-run', here.path('run.zip'))).exitCode).toBe(0);
  } finally {
    await rm(here.path(module));
  }
});

test('the modules of own stages travel with the run while they are what they were', async () => {
  await here.write(
    'pipeline.yaml',
    'name: modules\nstages:\n  mine: {uses: ./stages/mine.ts, with: {n: 4}}\n',
  );
  await here.write(
    'stages/mine.ts',
    `import {writeFile} from 'node:fs/promises';
import {defineStage, z} from 'epochal';
import {twice} from './twice.ts';
export default defineStage({
  summary: 'Writes a number.',
  params: z.object({n: z.number()}),
  run: ({params, out}) => writeFile(out + '/n', String(twice(params.n))),
});
`,
  );
  await here.write('stages/twice.ts', 'export const twice = (n: number) => 2 * n;\n');
  expect((await here.epochal('run')).exitCode).toBe(0);
  expect(masked(await here.epochal('export-run', 'modules', '-o', 'run.zip')).said).toBe(
    'Exported run ID (modules) to run.zip: 1 result, 1 file, SIZE; 2 source files.',
  );
  expect(masked(await there.epochal('import-run', here.path('run.zip'))).said).toContain(
    'written beside the pipeline: stages/mine.ts, stages/twice.ts',
  );
  expect((await there.epochal('verify', 'modules')).stdout).toContain('repeats bit for bit: 1 stage');
  await here.write('stages/twice.ts', 'export const twice = (n: number) => n + n;\n');
  expect(masked(await here.epochal('export-run', 'modules', '-o', 'later.zip')).said).toBe(
    `Exported run ID (modules) to later.zip: 1 result, 1 file, SIZE.
  not in it: stages/mine.ts, which mine reads: its code has changed since`,
  );
});
