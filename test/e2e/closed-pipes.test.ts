import {existsSync} from 'node:fs';
import {execa} from 'execa';
import {expect, onTestFinished, test} from 'vitest';
import {makeWorkspace} from '../rig/epochal.ts';

test('a reader that leaves early costs nothing: the run goes on to its end, and nothing is said of it', async () => {
  const workspace = await makeWorkspace({
    'pipeline.yaml': `name: words
stages:
  waits: {run: 'cat pipe > $EPOCHAL_OUT/word'}
  says: {run: 'for i in 1 2 3 4 5; do echo line $i; done', needs: waits}
`,
  });
  onTestFinished(workspace.remove);
  await execa('mkfifo', [workspace.path('pipe')]);
  const running = workspace.start('run', '--plain');
  // As `| head -n 1`: it takes the first of what is said, and closes.
  await new Promise((resolve) => running.stdout.once('data', resolve));
  running.stdout.destroy();
  await workspace.write('pipe', 'a word');
  const {exitCode, stderr} = await running;
  expect({exitCode, stderr}).toEqual({exitCode: 0, stderr: ''});
  const [run] = JSON.parse((await workspace.epochal('compare', '--json')).stdout) as {status: string}[];
  expect(run?.status).toBe('done');
});

test.skipIf(!existsSync('/dev/full'))('a disk that is full of what is said is told, not a bug', async () => {
  const workspace = await makeWorkspace({
    'pipeline.yaml': "name: words\nstages:\n  says: {run: 'echo word > $EPOCHAL_OUT/word'}\n",
  });
  onTestFinished(workspace.remove);
  const program = new URL('../../dist/cli.js', import.meta.url).pathname;
  const said = async (...words: string[]) => {
    const line = ['exec "$@" > /dev/full', 'sh', process.execPath, program, ...words];
    const {exitCode, stderr} = await execa('sh', ['-c', ...line], {cwd: workspace.folder, reject: false});
    return {exitCode, stderr};
  };
  const told = {
    exitCode: 3,
    stderr:
      'What there is to say cannot be written: no space left on device.\n  Make room, or send the output elsewhere.',
  };
  // The work is done all the same.
  expect(await said('run', '--plain')).toEqual(told);
  expect(await said('compare', '--json')).toEqual(told);
  const [run] = JSON.parse((await workspace.epochal('compare', '--json')).stdout) as {status: string}[];
  expect(run?.status).toBe('done');
});
