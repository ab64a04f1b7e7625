import {afterAll, beforeAll, expect, test} from 'vitest';
import {makeWorkspace, type Workspace} from '../rig/epochal.ts';

/** Two stages whose results take 300 kB and 100 kB; the first may be had cheaply, the second takes its time. */
const pipeline = (limit: string, byte: string) => `store: {max_size: ${limit}}
stages:
  cheap:
    run: head -c 300000 /dev/zero | tr '\\0' ${byte} > "$EPOCHAL_OUT/file"
  dear:
    run: sleep 0.5; head -c 100000 "$EPOCHAL_IN_CHEAP/file" > "$EPOCHAL_OUT/file"
    needs: {cheap: cheap}
`;

let workspace: Workspace;
beforeAll(async () => {
  workspace = await makeWorkspace({'pipeline.yaml': pipeline('1MB', 'a')});
});
afterAll(() => workspace.remove());

interface Listed {
  readonly deletions: readonly {readonly stage: string; readonly key: string}[];
}

/** Stages whose results are in the store. */
const inStore = async (): Promise<readonly string[]> => {
  const {stdout} = await workspace.epochal('gc', '--max-size', '0', '--dry', '--json');
  return (JSON.parse(stdout) as Listed).deletions.map(({stage}) => stage).sort();
};

const lastLine = (text: string): string =>
  (text.split('\n').at(-1) ?? '').replace(/[\d.]+ kB of [\d.]+ kB/, '<freed> of <all>');

test('what goes beyond it is the cheapest to make again, never what the run has itself', async () => {
  const first = await workspace.epochal('run', '--plain');
  expect(first.exitCode).toBe(0);
  expect(first.stdout).not.toContain('The store grew');
  await workspace.write('pipeline.yaml', pipeline('600kB', 'b'));
  const second = await workspace.epochal('run', '--plain');
  expect(second).toMatchObject({exitCode: 0, stderr: ''});
  expect(lastLine(second.stdout)).toBe(
    'The store grew beyond its 600 kB. Deleted 1 of 4 artifacts: <freed> of <all>.',
  );
  expect(await inStore()).toEqual(['cheap', 'dear', 'dear']);
});

test('a run that made nothing clears nothing; pins and its own results stay, and it says so', async () => {
  const compared = await workspace.epochal('compare', 'runs', '--json');
  const [newest] = JSON.parse(compared.stdout) as readonly {id: string}[];
  await workspace.epochal('pin', newest?.id ?? '');
  await workspace.write('pipeline.yaml', pipeline('50kB', 'b'));
  expect((await workspace.epochal('run', '--plain')).stdout).not.toContain('The store grew');

  await workspace.write('pipeline.yaml', pipeline('50kB', 'c'));
  const third = await workspace.epochal('run', '--json');
  expect(third.exitCode).toBe(0);
  expect(third.stdout.split('\n').every((line) => line.startsWith('{'))).toBe(true);
  expect(
    third.stderr
      .replace(/takes [\d.]+ kB/, 'takes <left>')
      .replace(/[\d.]+ kB of [\d.]+ kB/, '<freed> of <all>'),
  ).toBe(
    'The store grew beyond its 50.0 kB. Deleted 1 of 5 artifacts: <freed> of <all>. The store still takes <left>: what is left is pinned or in use.',
  );
  expect(await inStore()).toEqual(['cheap', 'dear']);
});

test('a limit that means nothing is told with its place', async () => {
  await workspace.write('pipeline.yaml', 'store: {max_size: big, age: 3}\nstages: {a: {run: "true"}}\n');
  const {exitCode, stderr} = await workspace.epochal('run');
  expect(exitCode).toBe(2);
  expect(stderr).toBe(`pipeline.yaml:1:19: \`max_size:\` must be a size in bytes, kB, MB, GB or TB.
  1 | store: {max_size: big, age: 3}
    |                   ^
  For example: \`store: {max_size: 20GB}\`
pipeline.yaml:1:24: \`store:\` knows no key age.
  1 | store: {max_size: big, age: 3}
    |                        ^
  It knows: max_size.`);
});
