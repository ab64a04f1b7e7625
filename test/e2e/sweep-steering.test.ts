import {execFileSync} from 'node:child_process';
import {writeFile} from 'node:fs/promises';
import {afterAll, afterEach, beforeAll, describe, expect, test} from 'vitest';
import {makeWorkspace, type Workspace} from '../rig/epochal.ts';
import {hasTmux, openTmux, type Tmux} from '../rig/tmux.ts';

const cli = new URL('../../dist/cli.js', import.meta.url).pathname;

/** Trials that say what they are worth and then wait at a gate of their own, a pipe, for how they are to end. */
const gated = `
name: gated
metrics: {score: max}
stages:
  fit:
    with: {x: 1}
    run: |
      x=$(sed -n 's/.*"x": *\\([0-9]*\\).*/\\1/p' "$EPOCHAL_PARAMS")
      echo "trying $x"
      echo "{\\"name\\": \\"score\\", \\"step\\": 1, \\"value\\": 0.$x}" >> "$EPOCHAL_METRICS"
      read -r word < gates/$x
      [ "$word" = go ] || { echo "no good: $word" >&2; exit 3; }
`;
const trials = [1, 2, 3, 4, 5, 6];

describe.skipIf(!hasTmux())('a sweep in a real terminal (skipped where there is no tmux)', () => {
  let workspace: Workspace;
  let terminal: Tmux | undefined;
  beforeAll(async () => {
    workspace = await makeWorkspace({
      'pipeline.yaml': gated,
      // A grid that may end early is spread: this one comes out in order.
      'experiments/gate.sweep.yaml': 'space: {fit.x: [1, 6, 5, 4, 3, 2]}\nbudget: {trials: 3}\n',
      'gates/.keep': '',
    });
    for (const x of trials) execFileSync('mkfifo', [workspace.path('gates', `${x}`)]);
  });
  afterEach(() => terminal?.close());
  afterAll(() => workspace.remove());

  const begin = async (command: string) => {
    terminal = await openTmux({
      command: `${process.execPath} ${cli} ${command}; echo left with $?; stty -a; exec cat`,
      folder: workspace.folder,
      columns: 100,
      rows: 40,
    });
    return terminal;
  };
  /** Resolves once the trial has taken the word. */
  const open = (x: number, word = 'go') => writeFile(workspace.path('gates', `${x}`), `${word}\n`);
  const ask = async (...args: string[]) => {
    const {stdout, stderr, exitCode} = await workspace.epochal(...args);
    expect([stderr, exitCode]).toEqual(['', 0]);
    return stdout;
  };
  const masked = (text: string) =>
    text.replaceAll(/\b\d{6}-\w{4}\b/g, 'ID').replaceAll(/(\d+ min )?\d+(\.\d+)? s\b/g, '… s');

  test('is paused, resumed and relieved of single trials, here and from elsewhere; status says so', async () => {
    const {press, shows} = await begin('sweep gate --jobs 2');
    await shows(/trial 1 [^]*score 0\.1[^]*trial 2 [^]*score 0\.2/);
    expect(masked(await ask('sweep', 'status', 'gate'))).toMatchInlineSnapshot(`
      "gate · running · 2 of 3 trials: 2 running · … s of work
      trial  params    score  state    run
          1  fit.x=1  0.1000  running  ID
          2  fit.x=2  0.2000  running  ID"
    `);
    await press('p');
    await shows(/^paused · 2 of 3 trials/m);
    await open(1);
    await shows(/✔ trial 1 · score 0\.1000 · .* ★ best so far · x=1/);
    // A lane is free, and nothing begins in it.
    expect(masked(await ask('sweep', 'status', 'gate'))).toMatchInlineSnapshot(`
      "gate · paused · 2 of 3 trials: 1 running, 1 done · … s of work
      trial  params    score  state       run
          2  fit.x=2  0.2000  running     ID
          1  fit.x=1  0.1000  done, best  ID"
    `);
    expect(await ask('sweep', 'resume', 'gate')).toMatchInlineSnapshot(`"gate goes on."`);
    await shows(/trial 3 [^]*score 0\.3/);
    const over = await workspace.epochal('sweep', 'stop', 'gate', '-t', '1');
    expect([over.exitCode, over.stderr]).toEqual([
      2,
      'Trial 1 of the sweep gate is done already: there is nothing to stop.\n  `epochal sweep status gate` lists those that run.',
    ]);
    await press('down');
    await shows(/x stop trial 2/);
    await press('x');
    await shows(/trial 2 · stopped by hand/);
    expect(await ask('sweep', 'stop', 'gate', '-t', '3')).toMatchInlineSnapshot(
      `"Trial 3 of gate stops; the sweep goes on."`,
    );
    // The terminal is what it was.
    await shows(/trial 3 · stopped by hand[^]*left with 0[^]* icanon[^]* echo /);
    expect(masked(await ask('sweep', 'status', 'gate'))).toMatchInlineSnapshot(`
      "gate · done · the budget of 3 trials is spent · 3 of 3 trials: 2 stopped, 1 done · … s of work
      trial  params    score  state       run
          1  fit.x=1  0.1000  done, best  ID
          2  fit.x=2          stopped     ID
          3  fit.x=3          stopped     ID"
    `);
  });

  test('goes on with more trials; one that fails keeps what it said, and the rest goes on', async () => {
    expect(await ask('sweep', 'add', 'gate', '2')).toMatchInlineSnapshot(
      `"gate may try 2 trials more: \`epochal sweep resume gate\` does."`,
    );
    const {press, shows} = await begin('sweep resume gate --jobs 2');
    await shows(/trial 4 [^]*score 0\.4[^]*trial 5 [^]*score 0\.5/);
    await open(4, 'bad');
    await shows(/✖ trial 4 failed[^]*no good: bad/);
    await press('+');
    await shows(/of 6 trials/);
    await shows(/trial 6 [^]*score 0\.6/);
    await open(6);
    await open(5);
    await shows(/left with 0/);
    const {trials: ended, budget, state} = JSON.parse(await ask('sweep', 'status', 'gate', '--json')) as Told;
    expect({state, budget}).toEqual({state: 'done', budget: {trials: 10}});
    expect(ended.map(({trial, status, value}) => [trial, status, value])).toEqual([
      [1, 'done', 0.1],
      [2, 'stopped', null],
      [3, 'stopped', null],
      [4, 'failed', null],
      [5, 'done', 0.5],
      [6, 'done', 0.6],
    ]);
    const failed = ended[3];
    expect(failed?.failure?.facts).toMatchObject({exitCode: 3});
    expect(masked(await ask('show', failed?.run ?? ''))).toMatch(/score +0\.4/);
  });
});

interface Told {
  readonly state: string;
  readonly budget: unknown;
  readonly trials: readonly {
    readonly trial: number;
    readonly status: string;
    readonly value: number | null;
    readonly run: string;
    readonly failure: {readonly facts?: unknown} | null;
  }[];
}
