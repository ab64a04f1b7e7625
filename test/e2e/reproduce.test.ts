import {execFileSync} from 'node:child_process';
import {rm} from 'node:fs/promises';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {digitsCsv} from '../rig/digits.ts';
import {makeWorkspace, type Said, type Workspace} from '../rig/epochal.ts';

const pipeline = `name: words
params: {n: 3}
stages:
  make: {run: 'seq $COUNT | cat - src.txt > $EPOCHAL_OUT/a.txt', inputs: [src.txt], with: {n: "\${n}"}, env: {COUNT: 5}}
  sum: {run: 'wc -l < $EPOCHAL_IN_MAKE/a.txt > $EPOCHAL_OUT/n.txt', needs: [make]}
`;

let workspace: Workspace;
beforeEach(async () => {
  workspace = await makeWorkspace({'pipeline.yaml': pipeline, 'src.txt': 'hi\n'});
});
afterEach(() => workspace.remove());

const git = (...words: readonly string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...words], {
    cwd: workspace.folder,
    stdio: 'pipe',
  });

/** What differs from run to run and machine to machine. */
const masked = ({stdout, stderr, exitCode}: Said) => ({
  said: `${stdout}\n${stderr}`
    .trim()
    .replaceAll(/\b\d{6}-\w{4}\b/g, 'ID')
    .replaceAll(/\b[0-9a-f]{64}\b/g, 'DIGEST')
    .replaceAll(/[\d.]+ s\b/g, 'T s'),
  exitCode,
});

test('a run records its pipeline and what was changed beside the commit', async () => {
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '--message', 'first');
  await workspace.write('src.txt', 'hi\nthere\n');
  expect((await workspace.epochal('run', '-s', 'make.n=4')).exitCode).toBe(0);
  expect(await workspace.epochal('show', 'words', '--pipeline')).toEqual({
    stdout: `name: words
metrics: {}
stages:
  make:
    run: seq $COUNT | cat - src.txt > $EPOCHAL_OUT/a.txt
    inputs:
      - src.txt
    with:
      n: 4
    env:
      COUNT: "5"
  sum:
    run: wc -l < $EPOCHAL_IN_MAKE/a.txt > $EPOCHAL_OUT/n.txt
    needs:
      make: make`,
    stderr: '',
    exitCode: 0,
  });
  expect(`${(await workspace.epochal('show', 'words', '--diff')).stdout}\n`).toBe(
    git('diff', 'HEAD', '--binary').toString(),
  );
  expect((await workspace.epochal('show', 'words')).stdout).toContain(
    'changes   1 file beside the commit, +1 −0  --diff prints them',
  );
});

test('a run is repeated from its record, whatever the pipeline file says now', async () => {
  await workspace.epochal('run');
  await workspace.write('pipeline.yaml', 'stages: {other: {run: exit 1}}');
  expect(masked(await workspace.epochal('rerun', 'words'))).toEqual({
    said: `words · 1 run
words · make · cached: same params, code and inputs as before
words · sum · cached: same params, code and inputs as before
words · nothing to do: equals run ID
done in T s · 1 done`,
    exitCode: 0,
  });
  await rm(workspace.path('pipeline.yaml'));
  await workspace.write('src.txt', 'other\n');
  expect(masked(await workspace.epochal('rerun', 'words', '-s', 'make.n=5'))).toEqual({
    said: `words · 1 run
words · make · started: make.n 3 → 5, file src.txt changed · 1 thread
words · make · ran in T s
words · sum · started: make.n 3 → 5, file src.txt changed · 1 thread
words · sum · ran in T s
words · done in T s · run ID
done in T s · 1 done
Not as when run ID was made:
  make  file src.txt changed
A stage whose code, engine or files differ is made anew, and may come out otherwise.`,
    exitCode: 0,
  });
  const said = await workspace.epochal('show', 'words', '--json');
  expect((JSON.parse(said.stdout) as {environment: object}).environment).toHaveProperty('rerun_of');
  expect(masked(await workspace.epochal('rerun', 'nobody'))).toEqual({
    said: 'There is no run or experiment nobody.\n  `epochal compare runs` lists what there is.',
    exitCode: 2,
  });
});

test('a run is verified without its pipeline file; what does not repeat is told with its cause', async () => {
  await workspace.epochal('run');
  await rm(workspace.path('pipeline.yaml'));
  const verified = masked(await workspace.epochal('verify', 'words'));
  expect(verified.said).toContain('✔ Run ID (words) repeats bit for bit: 2 stages left the same bytes.');
  expect(verified.exitCode).toBe(0);

  await workspace.write('src.txt', 'hi\nthere\n');
  const changed = masked(await workspace.epochal('verify', 'words'));
  expect(changed.said.split('\n').slice(-4)).toEqual([
    '✘ Run ID (words) does not repeat: make is the first stage that left other bytes.',
    '  digest  DIGEST → DIGEST',
    '  file    a.txt, from byte 13 on',
    '  likely  file src.txt changed.',
  ]);
  expect(changed.exitCode).toBe(1);
});

test('a command that depends on chance is found out', async () => {
  await workspace.write(
    'pipeline.yaml',
    "name: dice\nstages: {throw: {run: 'echo $RANDOM $$ > $EPOCHAL_OUT/eyes'}}\n",
  );
  await workspace.epochal('run');
  const {stdout, exitCode} = await workspace.epochal('verify', 'dice', '--json');
  expect(JSON.parse(stdout)).toMatchObject({
    equal: false,
    first_divergence: {
      stage: 'throw',
      file: 'eyes',
      causes: [],
      cause:
        'Nothing around it changed, so what it does depends on chance, on time, or on something that it does not declare.',
    },
  });
  expect(exitCode).toBe(1);
});

test('a training that comes out otherwise is told by epoch, file and tensor', async () => {
  await workspace.write(
    'pipeline.yaml',
    `name: digits
stages:
  download: {uses: download, with: {source: file, path: ./data}}
  preprocess: {uses: preprocess, needs: {raw: download}}
  train: {uses: train, needs: {dataset: preprocess}, with: {model: mlp, epochs: 2, batch_size: 32}}
`,
  );
  await workspace.write('data/train.csv', digitsCsv(64, 1));
  await workspace.write('data/test.csv', digitsCsv(32, 2));
  expect((await workspace.epochal('run')).exitCode).toBe(0);
  const {stdout, exitCode} = await workspace.epochal('verify', 'digits', '--json', '-s', 'train.seed=2');
  expect(JSON.parse(stdout)).toMatchObject({
    equal: false,
    first_divergence: {
      stage: 'train',
      metric: {name: 'loss', step: 1},
      file: 'model/weights.bin',
      tensor: {tensor: 'dense_1/kernel', dtype: 'float32', first: {index: [0, 0]}},
      cause: 'train.seed 1 → 2.',
    },
  });
  expect(exitCode).toBe(1);
  const text = masked(await workspace.epochal('verify', 'digits', '-s', 'train.seed=2'));
  expect(
    text.said
      .split('\n')
      .slice(-6)
      .map((line) => line.replaceAll(/-?\d+(\.\d+)?(e-\d+)?/g, '#')),
  ).toEqual([
    '✘ Run ID (digits) does not repeat: train is the first stage that left other bytes.',
    '  digest  DIGEST → DIGEST',
    '  file    model/weights.bin; # of # files differ',
    '  tensor  dense_#/kernel [#, #] float#: #,# of #,# elements differ, # apart at most (#,#,#,# ulp); first [#, #]: # → #; # of # tensors',
    '  epoch   #: loss # → #, # apart',
    '  likely  train.seed # → #.',
  ]);
});
