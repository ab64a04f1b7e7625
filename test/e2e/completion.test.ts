import {chmod, writeFile} from 'node:fs/promises';
import {execa} from 'execa';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {makeWorkspace, type Workspace} from '../rig/epochal.ts';

let workspace: Workspace;
beforeEach(async () => {
  workspace = await makeWorkspace({
    'pipeline.yaml': `stages:
  download: {uses: download, with: {source: sample}}
  preprocess: {uses: preprocess, needs: {raw: download}}
`,
    'experiments/small.yaml': 'set: {preprocess.white: 200}',
    'experiments/smaller.yaml': 'set: {preprocess.white: 100}',
  });
});
afterEach(() => workspace.remove());

const completed = async (...words: string[]) => {
  const {stdout, stderr, exitCode} = await workspace.epochal('complete', '--', ...words);
  expect({stderr, exitCode}).toEqual({stderr: '', exitCode: 0});
  return stdout.split('\n');
};

test('verbs, options, stages and experiments are completed', async () => {
  expect(await completed('co')).toEqual(['compare', 'completion']);
  expect(await completed('run', '--fo')).toEqual(['--force', '--force-downstream']);
  expect(await completed('run', '--only', '')).toEqual(['download', 'preprocess']);
  expect(await completed('run', '--only', 'download,p')).toEqual(['download,preprocess']);
  expect(await completed('run', '-e', 'sm')).toEqual(['small', 'smaller']);
  expect(await completed('why', 'd')).toEqual(['download']);
  expect(await completed('show', 'smaller')).toEqual(['smaller']);
  expect(await completed('completion', '')).toEqual(['bash', 'zsh', 'fish']);
  // Files are for the shell; what is broken or unknown is passed over.
  expect(await completed('run', '')).toEqual(['']);
  expect(await completed('rum', '')).toEqual(['']);
  await workspace.write('pipeline.yaml', 'stages: [');
  expect(await completed('why', '')).toEqual(['']);
});

test('what is on record is completed where names of it are asked for', async () => {
  await workspace.write(
    'pipeline.yaml',
    `metrics: {val_acc: max}
stages:
  train:
    run: echo '{"name":"val_acc","step":1,"value":0.5}' >> "$EPOCHAL_METRICS"
    with: {epochs: 3, model: mlp}
experiments: [base]
`,
  );
  await workspace.write('experiments/base.yaml', 'set: {}');
  // Before there is a record, nothing is known.
  expect(await completed('compare', 'runs', '--sort', '')).toEqual(['']);
  expect((await workspace.epochal('run')).exitCode).toBe(0);
  expect(await completed('compare', '--metric', '')).toEqual(['val_acc']);
  expect(await completed('compare', 'runs', '--sort', 'val_acc,-best.')).toEqual(['val_acc,-best.val_acc']);
  expect(await completed('compare', '--columns', 'epochs,train.')).toEqual([
    'epochs,train.epochs',
    'epochs,train.model',
  ]);
  expect(await completed('report', '--where', 'status=done and (mod')).toEqual(['status=done and (model']);
  expect(await completed('compare', '--fail-if', 'val')).toEqual(['val_acc']);
  expect(await completed('compare', '--images', 's')).toEqual(['sixel']);
  expect(await completed('run', '-s', 'train.m')).toEqual(['train.model=']);
});

test('verbs and names of sweeps are completed', async () => {
  await workspace.write('experiments/whites.sweep.yaml', 'method: grid');
  expect(await completed('sweep', '')).toEqual(['status', 'pause', 'resume', 'stop', 'add', 'whites']);
  expect(await completed('sweep', 'st')).toEqual(['status', 'stop']);
  expect(await completed('sweep', 'pause', '')).toEqual(['whites']);
  expect(await completed('sweep', 'stop', '--tr')).toEqual(['--trial']);
  expect(await completed('plan', 'w')).toEqual(['whites']);
});

test('bash completes by the script', async () => {
  const {stdout: script} = await workspace.epochal('completion', 'bash');
  const program = new URL('../../dist/cli.js', import.meta.url).pathname;
  const epochal = workspace.path('epochal');
  await writeFile(epochal, `#!/bin/sh\nexec ${process.execPath} ${program} "$@"\n`);
  await chmod(epochal, 0o755);
  const {stdout} = await execa('bash', {
    cwd: workspace.folder,
    env: {PATH: `${workspace.folder}:${process.env['PATH'] ?? ''}`},
    input: `${script}
COMP_WORDS=(epochal run --from p); COMP_CWORD=3; _epochal; echo "\${COMPREPLY[@]}"
COMP_WORDS=(epochal run --experiment ""); COMP_CWORD=3; _epochal; echo "\${COMPREPLY[@]}"
`,
  });
  expect(stdout).toBe('preprocess\nsmall smaller');
});
