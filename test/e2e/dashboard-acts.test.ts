import {execFileSync} from 'node:child_process';
import {readFileSync, rmSync} from 'node:fs';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {parse} from 'yaml';
import {makeWorkspace, type Workspace} from '../rig/epochal.ts';
import {hasTmux, openTmux, type Tmux} from '../rig/tmux.ts';

/** Where there are nine or more of them, the ninth never ends by itself. */
const heat = `
epochs=$(tr -cd '0-9' <"$EPOCHAL_PARAMS")
for epoch in $(seq 1 "$epochs"); do
  echo "{\\"name\\": \\"warm\\", \\"step\\": $epoch, \\"value\\": 0.$epoch}" >>"$EPOCHAL_METRICS"
done
if [ "$epochs" -ge 9 ]; then exec cat "$NEVER"; fi
`;

const pipeline = (never: string) => `name: kettle
metrics: {warm: max}
stages:
  water: {run: 'echo water > "$EPOCHAL_OUT/water"'}
  heat: {run: sh heat.sh, inputs: [heat.sh], needs: {water: water}, with: {epochs: 2}, env: {NEVER: '${never}'}}
experiments: [gas]
`;

const cli = new URL('../../dist/cli.js', import.meta.url).pathname;

describe.skipIf(!hasTmux())('acting on runs that can run (skipped where there is no tmux)', () => {
  let workspace: Workspace;
  let terminal: Tmux;
  const press = async (...keys: readonly string[]) => {
    for (const key of keys) await terminal.press(key);
  };
  const type = (text: string) => press(...text.split(''));

  beforeAll(async () => {
    workspace = await makeWorkspace({'heat.sh': heat, 'experiments/gas.yaml': 'set: {}\n'});
    const never = workspace.path('never');
    execFileSync('mkfifo', [never]);
    await workspace.write('pipeline.yaml', pipeline(never));
    expect(await workspace.epochal('run')).toMatchObject({exitCode: 0});
    terminal = await openTmux({
      command: `${process.execPath} ${cli} compare runs; echo left with $?; exec cat`,
      folder: workspace.folder,
      columns: 120,
      rows: 30,
    });
    await terminal.shows(/1 run *\n[^]*❯..✔ gas/);
  });
  afterAll(async () => {
    await terminal.close();
    await workspace.remove();
  });

  test('R says what the store has of it, and starts nothing before enter', async () => {
    await press('R');
    const page = await terminal.shows(/Run \S+ again[^]*enter starts it/);
    expect(page).toMatch(/water +cached/);
    expect(page).toMatch(/heat +cached/);
    await press('esc');
    await terminal.shows(/1 run *\n[^]*❯..✔ gas/);
  });

  test('R and enter run it again, and the new run shows up', async () => {
    rmSync(workspace.path('artifacts'), {recursive: true});
    await press('R');
    const page = await terminal.shows(/Run \S+ again[^]*enter starts it/);
    expect(page).toMatch(/heat +runs/);
    await press('enter');
    await terminal.shows(/2 runs *\n[^]*❯..✔ gas[^\n]*\n...✔ gas/);
  });

  test('b writes an experiment with what changes, says what the store has, and runs it', async () => {
    await press('b');
    await terminal.shows(/^branch:/m);
    await type('heat.epochs=3');
    await press('enter');
    const page = await terminal.shows(/Written: \S*gas-epochs-3\.yaml[^]*enter starts it/);
    expect(page).toMatch(/water +cached/);
    expect(page).toMatch(/heat +runs/);
    expect(parse(readFileSync(workspace.path('experiments', 'gas-epochs-3.yaml'), 'utf8'))).toMatchObject({
      set: {'heat.epochs': 3},
    });
    await press('enter');
    await terminal.shows(/3 runs *\n[^]*❯..✔ gas-epochs-3 [^\n]* 0\.3000/);
  });

  test('a run that runs is followed, X stops it, and what runs is not deleted', async () => {
    await press('b');
    await terminal.shows(/^branch:/m);
    await type('heat.epochs=9');
    await press('enter');
    await terminal.shows(/gas-epochs-3-epochs-9\.yaml[^]*enter starts it/);
    await press('enter');
    await terminal.shows(/▸ 1 running[^]*❯..▸ gas-epochs-3-epoch[^\n]* 0\.9000/);
    await press('D');
    await terminal.shows(/is running: stop it first \(X\)/);
    await press('X');
    await terminal.shows(/Stop run \S+ and all that was started with it\?/);
    await press('y');
    const after = await terminal.shows(/4 runs *\n[^]*❯..[^▸✔] gas-epochs-3-epoch/);
    expect(after).not.toContain('running');
    const {stdout} = await workspace.epochal('compare', 'runs', '--json');
    expect(JSON.parse(stdout)).toMatchObject([
      {status: 'cancelled', experiment: 'gas-epochs-3-epochs-9'},
      {status: 'done'},
      {status: 'done'},
      {status: 'done'},
    ]);
  });
});
