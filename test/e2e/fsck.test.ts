import {chmod, mkdir, readdir, readFile, rm, truncate, writeFile} from 'node:fs/promises';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {openDatabase} from '../../src/tracking/open-database.ts';
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

test('of a damaged record all that can be read is kept, and the damaged one too', async () => {
  const record = workspace.path('experiments/runs.db');
  const runs = async () => {
    const {stdout} = await workspace.epochal('compare', 'runs', '--json');
    return (JSON.parse(stdout) as readonly {readonly id: string}[]).map(({id}) => id);
  };
  const before = await runs();
  const bytes = await readFile(record);
  // The magic words at the beginning, and the last page.
  await writeFile(
    record,
    Buffer.from(bytes)
      .fill(0x55, 3, 5)
      .fill(0x55, bytes.length - 4096),
  );
  expect((await fsck()).exitCode).toBe(1);
  const {stdout, exitCode} = await fsck('--repair');
  expect(stdout).toMatch(/^✔ runs\.db {2}.*made anew with the 2 runs that could be read/);
  expect(exitCode).toBe(0);
  expect(await runs()).toEqual(before);
  expect(
    (await readdir(workspace.path('experiments'))).filter((name) => name.includes('damaged')).length,
  ).toBe(1);
  expect((await workspace.epochal('run', '--plain')).exitCode).toBe(0);
});

test('notes in the place of the record are left alone', async () => {
  await writeFile(workspace.path('experiments/runs.db'), 'these are my notes. '.repeat(500));
  const {stdout, exitCode} = await fsck('--repair');
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/not repaired: /);
  expect(await readFile(workspace.path('experiments/runs.db'), 'utf8')).toMatch(/^these are my notes/);
});

test('a record of a newer version is whole, and left as it is', async () => {
  await rm(workspace.path('experiments/runs.db'));
  expect((await workspace.epochal('run', '--plain')).exitCode).toBe(0);
  const record = openDatabase(workspace.path('experiments/runs.db'));
  record.pragma('user_version = 99');
  record.close();
  const {stdout, exitCode} = await fsck('--repair');
  expect(stdout).toMatch(/was written by a newer Epochal.* not repaired: Install the newest Epochal\./);
  expect(exitCode).toBe(1);
  const after = openDatabase(workspace.path('experiments/runs.db'));
  expect(after.pragma('user_version', {simple: true})).toBe(99);
  after.close();
});
