import {existsSync, readFileSync} from 'node:fs';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {bindingGroups} from '../../src/ui/dashboard/bindings.ts';
import type {Workspace} from '../rig/epochal.ts';
import {recordedStudy} from '../rig/recorded-study.ts';
import {recordedWorkspace} from '../rig/recorded-workspace.ts';
import {hasTmux, openTmux, type Tmux} from '../rig/tmux.ts';

/** A key and what it must bring onto the screen. `after`: what is pressed then, to see it or to bring things back for the next row. */
type Row = readonly [key: string, shows: RegExp, after?: readonly (readonly [key: string, shows: RegExp])[]];

const newest = /❯..✔ cnn-augmented/;
const middle = /❯..✔ cnn /;
const oldest = /❯..✔ mlp/;
const browse = /q quit/;
const letters = (text: string): readonly (readonly [string, RegExp])[] =>
  text.split('').map((letter, index) => [letter, new RegExp(escaped(text.slice(0, index + 1)))] as const);
const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** In this order: each row finds the newest run under the cursor, nothing marked, the curves below, unless its last left it otherwise. */
const rows: readonly Row[] = [
  ['j', middle],
  ['k', newest],
  ['down', middle],
  ['up', newest],
  ['G', oldest],
  ['g', newest],
  ['end', oldest],
  ['home', newest],
  ['ctrl-d', oldest],
  ['ctrl-u', newest],
  ['page-down', oldest],
  ['page-up', newest],
  ['wheel-down', oldest],
  ['wheel-up', newest],
  ['s', /↑run/],
  ['S', /↓run/, [['s', / {2}run /]]],
  [
    'l',
    browse,
    [
      ['s', /↓val_acc/],
      ['s', / {2}val_acc/],
    ],
  ],
  [
    'h',
    browse,
    [
      ['s', /↑run/],
      ['s', / {2}run /],
    ],
  ],
  [
    'right',
    browse,
    [
      ['s', /↓val_acc/],
      ['s', / {2}val_acc/],
    ],
  ],
  [
    'left',
    browse,
    [
      ['s', /↑run/],
      ['s', / {2}run /],
    ],
  ],
  ['space', /1 marked/],
  ['esc', /3 runs *\n/, [['g', newest]]],
  [
    'v',
    /range: v ends it/,
    [
      ['G', oldest],
      ['v', /3 marked/],
      ['esc', /3 runs *\n/],
      ['g', newest],
    ],
  ],
  ['p', /❯ ⌂✔ cnn-augmented/, [['p', newest]]],
  ['enter', /261124-g9k4 · done/, [['esc', newest]]],
  ['/', /^\/ *$/m, [...letters('model=mlp'), ['enter', /1 of 3 runs/], ['esc', newest]]],
  ['n', oldest],
  ['N', oldest, [['g', newest]]],
  ['c', /\[x\] val_acc/, [['esc', newest]]],
  ['o', /1× cnn-augmented|❯..✔ (1× )?cnn-augmented/, [['o', newest]]],
  ['space', /1 marked/, [['space', /2 marked/]]],
  [
    'd',
    /zoom {2,6}val_loss/,
    [
      ['d', /zoom {2}model/],
      ['esc', /3 runs *\n/],
      ['g', newest],
    ],
  ],
  [
    '}',
    browse,
    [
      ['s', /↓val_acc/],
      ['s', / {2}val_acc/],
    ],
  ],
  ['{', /No further difference/],
  ['2', /Mark two runs with space/],
  ['3', /pipeline sign-language-mnist · started/],
  ['4', /Confusion matrix|The surest mistakes/],
  ['5', /download|started/],
  ['1', /val_acc and, dashed, acc by epoch/],
  ['tab', /Mark two runs with space/],
  ['shift-tab', /val_acc and, dashed, acc by epoch/],
  ['+', /esc back/, [['+', newest]]],
  ['m', /val_loss and, dashed, loss by epoch/],
  ['M', /val_acc and, dashed, acc by epoch/],
  ['y', /log axis/, [['y', /by epoch {2}m metric/]]],
  [
    'x',
    /by samples/,
    [
      ['x', /by time/],
      ['x', /by epoch/],
    ],
  ],
  [
    '~',
    /smoothed 0\.6/,
    [
      ['~', /smoothed 0\.9/],
      ['~', /by epoch {2}m metric/],
    ],
  ],
  [',', /┊/],
  ['.', /❯..✔ cnn-augmented/],
  [
    'B',
    /▄▄/,
    [
      ['B', /\*\*\*/],
      ['B', /⠒/],
    ],
  ],
  ['R', /Run 261124-g9k4 again|There is no/, [['esc', newest]]],
  ['b', /^branch:/m, [['esc', newest]]],
  ['X', /This run is not running/],
  ['t', /^tag:/m, [...letters('good'), ['enter', /\+good on 1 run/]]],
  ['u', /Undone: \+good/],
  ['e', /^note:/m, [...letters('fine'), ['enter', /Noted/]]],
  ['A', /2 of 3 runs|❯..✔ cnn /],
  [
    'H',
    newest,
    [
      ['A', newest],
      ['H', newest],
    ],
  ],
  [
    'D',
    /Delete run 261124-g9k4 from the record\?/,
    [
      ['y', /Deleted 1 run/],
      ['u', /Undone: Deleted/],
    ],
  ],
  ['i', /Copied: 261124-g9k4/],
  ['I', /Copied: epochal show 261124-g9k4/],
  ['w', /export: runs\.csv/, [['enter', /Written: runs\.csv/]]],
  ['f', /artifacts/],
  ['F', /Wrote .*report\.html: 3 runs/],
  ['W', /^save-view:/m, [...letters('best'), ['enter', /Saved as best/], ['s', /↓val_acc/]]],
  ['V', /^view:/m, [...letters('best'), ['enter', / {2}val_acc/]]],
  ['r', newest],
  ['ctrl-l', newest],
  [':', /^: *$/m, [...letters('sort'), ['enter', /↓val_acc/], ['s', / {2}val_acc/]]],
  ['?', /Filter, sort, columns/, [['esc', newest]]],
];

describe.skipIf(!hasTmux())('in a real terminal (skipped where there is no tmux)', () => {
  let workspace: Workspace;
  let terminal: Tmux;
  const cli = new URL('../../dist/cli.js', import.meta.url).pathname;
  beforeAll(async () => {
    workspace = await recordedWorkspace(recordedStudy());
    terminal = await openTmux({
      command: `${process.execPath} ${cli} compare runs; echo left with $?; exec cat`,
      folder: workspace.folder,
      columns: 110,
      rows: 30,
    });
    await terminal.shows(newest);
  });
  afterAll(async () => {
    await terminal.close();
    await workspace.remove();
  });

  test('the table below has every key', () => {
    const all = bindingGroups.flatMap(({bindings}) => bindings.flatMap(({keys}) => keys));
    const tried = [...rows.map(([key]) => key), 'q', 'ctrl-c'];
    expect(all.filter((key) => !tried.includes(key))).toEqual([]);
  });

  test('every key does what the help says', async () => {
    for (const [key, shows, after = []] of rows) {
      for (const [pressed, seen] of [[key, shows] as const, ...after]) {
        await terminal.press(pressed);
        await terminal.shows(seen);
      }
    }
    expect(existsSync(workspace.path('runs.csv'))).toBe(true);
    expect(existsSync(workspace.path('report.html'))).toBe(true);
  });

  test('the frame fits any size, and q leaves the terminal as it was', async () => {
    for (const [columns, height] of [
      [40, 10],
      [80, 24],
      [200, 60],
    ] as const) {
      await terminal.resize(columns, height);
      const seen = await terminal.shows(/❯..✔ cnn-aug[^]*q quit/);
      expect(seen.split('\n')[0]).toContain('3 runs');
    }
    await terminal.press('q');
    expect(await terminal.shows(/left with 0/)).not.toContain('cnn-augmented');
  });

  test('a signal leaves the terminal as it was, too', async () => {
    const other = await openTmux({
      command: `sh -c "echo \\$\\$ >pid; exec ${process.execPath} ${cli} compare runs"; echo left with $?; stty -a; exec cat`,
      folder: workspace.folder,
      columns: 80,
      rows: 24,
    });
    try {
      await other.shows(newest);
      process.kill(Number(readFileSync(workspace.path('pid'), 'utf8')), 'SIGTERM');
      const after = await other.shows(/left with 130[^]* icanon/);
      expect(after).toMatch(/ echo /);
      expect(after).not.toContain('cnn-augmented');
    } finally {
      await other.close();
    }
  });
});
