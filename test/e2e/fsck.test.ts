import {chmod, mkdir, readdir, readFile, truncate, writeFile} from 'node:fs/promises';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {makeWorkspace, type Workspace} from '../rig/epochal.ts';

let workspace: Workspace;
beforeAll(async () => {
  workspace = await makeWorkspace({
    'pipeline.yaml':
      'stages:\n  download: {uses: download, with: {source: sample, train_rows: 240, test_rows: 240}}\n',
  });
  expect((await workspace.epochal('run', '--plain')).exitCode).toBe(0);
});
afterAll(() => workspace.remove());

const fsck = async (...options: readonly string[]) => {
  const {stdout, stderr, exitCode} = await workspace.epochal('fsck', ...options);
  return {stdout: stdout.replace(/ [0-9a-f]{8} /, ' <key> ').replace(/  +/g, '  '), stderr, exitCode};
};
const well = {
  stdout: 'Checked 1 artifact and the record of 1 run: all is well.',
  stderr: '',
  exitCode: 0,
};

test('damage is found, put right, and made again', async () => {
  expect(await fsck()).toEqual(well);
  const [path = ''] = (await readdir(workspace.path('artifacts'), {recursive: true})).filter((name) =>
    name.endsWith('sign_mnist_train.csv'),
  );
  const file = workspace.path('artifacts', path);
  await chmod(file, 0o644);
  await truncate(file, 1000);
  await mkdir(workspace.path('artifacts/tmp/00000000-1-2-a'), {recursive: true});
  expect(await fsck()).toEqual({
    stdout: `✖ download <key>  sign_mnist_train.csv has another size
· tmp/00000000-1-2-a  of a process of another machine

Checked 1 artifact and the record of 1 run: 1 damage, 1 leftover. \`epochal fsck --repair\` repairs what can be.`,
    stderr: '',
    exitCode: 1,
  });
  expect((await fsck('--repair')).exitCode).toBe(0);
  expect((await workspace.epochal('run', '--plain')).exitCode).toBe(0);
  expect(JSON.parse((await workspace.epochal('fsck', '--json')).stdout)).toEqual({
    artifacts: 1,
    runs: 2,
    findings: [
      {
        place: 'tmp/00000000-1-2-a',
        kind: 'leftover',
        what: 'of a process of another machine',
        repair: 'none',
      },
    ],
  });
});

test('a record that is damaged is told, and left as it is', async () => {
  const record = workspace.path('experiments/runs.db');
  const bytes = await readFile(record);
  await writeFile(record, bytes.fill(0x55, 4096));
  const {stdout, exitCode} = await fsck('--repair');
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/^✖ runs\.db {2}.*not repaired: /);
});
