import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import type {Workspace} from '../rig/epochal.ts';
import {recordedStudy} from '../rig/recorded-study.ts';
import {recordedWorkspace} from '../rig/recorded-workspace.ts';
import {hasTmux, openTmux, type Tmux} from '../rig/tmux.ts';

const cli = new URL('../../dist/cli.js', import.meta.url).pathname;

describe.skipIf(!hasTmux())('leaving (skipped where there is no tmux)', () => {
  let workspace: Workspace;
  let terminal: Tmux;
  beforeAll(async () => {
    workspace = await recordedWorkspace(recordedStudy());
  });
  afterAll(() => workspace.remove());
  beforeEach(async () => {
    terminal = await openTmux({
      command: `${process.execPath} ${cli} compare runs; echo left with $?; exec cat`,
      folder: workspace.folder,
      columns: 100,
      rows: 30,
    });
    await terminal.shows(/3 runs *\n[^]*❯..✔ cnn-augmented[^]*q quit/);
  });
  afterEach(() => terminal.close());

  test('what was typed behind q does nothing', async () => {
    await terminal.press('qDy');
    await terminal.shows(/^left with 0\n/);
    const {stdout} = await workspace.epochal('compare', 'runs', '--csv');
    expect(stdout).toContain('261124-g9k4');
  });

  test('of what was still under way nothing is told on the screen of the shell', async () => {
    await terminal.press('F');
    await terminal.shows(/Writing the report …/);
    await terminal.press('q');
    expect((await terminal.shows(/left with 0\n/)).trim()).toBe('left with 0');
  });
});
