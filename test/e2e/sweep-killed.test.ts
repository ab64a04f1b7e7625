import {createInterface} from 'node:readline';
import {expect, test} from 'vitest';
import {openTracking} from '../../src/tracking/open-tracking.ts';
import {historyOf} from '../../src/tracking/sweep-record.ts';
import {findSweepRow} from '../../src/tracking/sweep-requests.ts';
import {makeWorkspace, type Workspace} from '../rig/epochal.ts';
import {unwrap} from '../rig/workspace.ts';

/** Curves that rise to 1 - 0.1 · x, the higher ones more slowly. */
const files = {
  'pipeline.yaml': `
name: curves
metrics: {score: max}
stages:
  fit:
    with: {x: 1, epochs: 9}
    run: |
      number() { sed -n "s/.*\\"$1\\": *\\([0-9.]*\\).*/\\1/p" "$EPOCHAL_PARAMS"; }
      awk -v x="$(number x)" -v epochs="$(number epochs)" 'BEGIN {
        for (n = 1; n <= epochs; n++)
          printf "{\\"name\\": \\"score\\", \\"step\\": %d, \\"value\\": %.4f}\\n", n, (1 - x / 10) * (1 - exp(-n * x / 9))
      }' >> "$EPOCHAL_METRICS"
`,
  'experiments/halving.sweep.yaml':
    'space: {fit.x: [1, 2, 3, 4, 5, 6, 7, 8, 9]}\nearly_stop: {method: asha, min_epochs: 1, reduction: 3}\n',
};

/** Starts the sweep and kills it, with no word of warning, as it begins its so many-th piece of work. */
async function killedAt(workspace: Workspace, count: number): Promise<void> {
  const child = workspace.start('sweep', 'halving', '--jobs', '2', '--json');
  let begun = 0;
  for await (const line of createInterface({input: child.stdout}))
    if ((JSON.parse(line) as {readonly type: string}).type === 'trial-started' && ++begun === count) break;
  child.kill('SIGKILL');
  expect((await child).signal).toBe('SIGKILL');
}

function decided(workspace: Workspace) {
  const tracking = unwrap(openTracking(workspace.path('experiments/runs.db')));
  const row = findSweepRow(tracking, 'halving');
  const {decisions} = historyOf(tracking, row?.number ?? 0);
  tracking.close();
  return decisions;
}

test('a sweep that is killed and goes on decides as one undisturbed', async () => {
  const [killed, undisturbed] = await Promise.all([makeWorkspace(files), makeWorkspace(files)]);
  const whole = await undisturbed.epochal('sweep', 'halving', '--jobs', '2');
  expect(whole.exitCode).toBe(0);
  for (const count of [3, 5]) await killedAt(killed, count);
  const {stdout: standing} = await killed.epochal('sweep', 'status', 'halving');
  expect(standing).toMatch(/^halving · interrupted · .* cut off/);
  const resumed = await killed.epochal('sweep', 'resume', 'halving', '--jobs', '2');
  expect([resumed.stderr, resumed.exitCode]).toEqual(['', 0]);
  expect(decided(killed)).toEqual(decided(undisturbed));
  expect(decided(killed).filter(({kind}) => kind === 'continue').length).toBeGreaterThanOrEqual(4);
  const answer = (text: string) =>
    text
      .slice(text.indexOf('\n\n'))
      .replaceAll(/(\d+ min )?\d+(\.\d+)? s\b|\b\d{6}-\w{4}\b/g, '…')
      .replaceAll(/ +/g, ' ');
  expect(answer(resumed.stdout)).toBe(answer(whole.stdout));
  await Promise.all([killed.remove(), undisturbed.remove()]);
});
