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
