/**
 * A sweep of sixty trials with successive halving, its process killed (SIGKILL) at random moments again and again: it must decide as
 * one undisturbed, find the same best, and train no epoch twice. Runner, store and record are the real ones; only the training is not.
 *
 *     npm run sweep-kills -- [--kills 50] [--seed 1]
 */
import {once} from 'node:events';
import {mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {spawn} from 'node:child_process';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {parseArgs} from 'node:util';
import {stream} from '../../src/ml/random.ts';
import {standingOf} from '../../src/sweeps/standing.ts';
import type {Sweep} from '../../src/sweeps/sweep.ts';
import {openTracking} from '../../src/tracking/open-tracking.ts';
import {findSweepRow} from '../../src/tracking/sweep-requests.ts';
import {historyOf} from '../../src/tracking/sweep-record.ts';
import {bundle} from '../rig/bundle.ts';
import {unwrap} from '../rig/workspace.ts';

const {values: options} = parseArgs({
  options: {kills: {type: 'string', default: '50'}, seed: {type: 'string', default: '1'}},
});
const kills = Number(options.kills);
const random = stream(Number(options.seed), 'sweep-kills');
const program = await bundle(new URL('sweeps/counted-training.ts', import.meta.url));

async function makeWorkspace(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'epochal-kills-'));
  await mkdir(join(folder, 'experiments'));
  await writeFile(
    join(folder, 'pipeline.yaml'),
    'name: counted\nmetrics: {val_acc: max}\nstages:\n  train: {uses: train}\n',
  );
  await writeFile(
    join(folder, 'experiments/try.sweep.yaml'),
    'method: sobol\nspace: {train.zoom: {float: [0, 1]}}\nbudget: {trials: 60}\nearly_stop: {method: asha, min_epochs: 1, reduction: 3}\n',
  );
  return folder;
}

/** Runs the sweep; where a life is given, only that many milliseconds from the moment on at which it has begun. */
async function live(folder: string, life?: number): Promise<'done' | 'killed'> {
  const child = spawn(process.execPath, [program, folder], {stdio: ['ignore', 'pipe', 'inherit']});
  const exit = once(child, 'exit');
  if (life !== undefined) {
    await Promise.race([once(child.stdout, 'data'), exit]);
    await Promise.race([wait(life), exit]);
    child.kill('SIGKILL');
  }
  await exit;
  if (life === undefined && child.exitCode !== 0) throw new Error(`the sweep ended with ${child.exitCode}`);
  return child.exitCode === 0 ? 'done' : 'killed';
}

async function outcomeOf(folder: string) {
  const tracking = unwrap(openTracking(join(folder, 'experiments/runs.db')));
  const row = findSweepRow(tracking, 'try');
  if (row === undefined) throw new Error('there is no sweep on record');
  const history = historyOf(tracking, row.number);
  tracking.close();
  const ledger = standingOf(JSON.parse(row.spec) as Sweep, history);
  const log = (await readFile(join(folder, 'epochs.log'), 'utf8')).trimEnd().split('\n');
  return {
    decisions: history.decisions,
    best: ledger.best?.trials[0]?.number,
    trials: ledger.trials.length,
    epochs: log.length,
    twice: log.length - new Set(log).size,
    trained: new Set(log),
  };
}

const say = (line: string) => void process.stdout.write(`${line}\n`);

const undisturbed = await makeWorkspace();
await live(undisturbed);
const expected = await outcomeOf(undisturbed);

const disturbed = await makeWorkspace();
let struck = 0;
let tooLate = 0;
while (struck < kills && tooLate === 0) {
  if ((await live(disturbed, random.uniform() * longest())) === 'killed') struck++;
  else tooLate++;
}
await live(disturbed);
const found = await outcomeOf(disturbed);

const missing = [...expected.trained].filter((epoch) => !found.trained.has(epoch)).length;
const same = JSON.stringify(found.decisions) === JSON.stringify(expected.decisions);
say(`${struck} kills in a sweep of ${found.trials} trials and ${found.decisions.length} decisions`);
say(
  `decisions: ${same ? 'the same' : 'DIFFERENT'}; best: trial ${found.best} (undisturbed: ${expected.best})`,
);
// An epoch that was kept, but whose process died before it could write it down, is not in the log.
say(
  `epochs trained: ${found.epochs} (undisturbed: ${expected.epochs}); twice: ${found.twice}; kept but not written down: ${missing}`,
);
const passed =
  same && found.best === expected.best && found.twice === 0 && struck === kills && missing <= kills;
if (passed) await Promise.all([undisturbed, disturbed].map((folder) => rm(folder, {recursive: true})));
else say(`kept: ${undisturbed} and ${disturbed}`);
process.exitCode = passed ? 0 : 1;

/** So that the sweep does not end before it was killed often enough: it works for about 4 s. */
function longest(): number {
  return 6_000 / kills;
}
