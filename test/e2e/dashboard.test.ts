import {execFileSync} from 'node:child_process';
import {chmodSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {bindingGroups} from '../../src/ui/dashboard/bindings.ts';
import type {Workspace} from '../rig/epochal.ts';
import {recordedStudy} from '../rig/recorded-study.ts';
import {recordedWorkspace} from '../rig/recorded-workspace.ts';
import {hasTmux, openTmux, type Tmux} from '../rig/tmux.ts';

/** What happens around a key. */
interface Around {
  readonly workspace: Workspace;
  readonly terminal: Tmux;
}

/** A key, and what it must bring onto the screen. */
type Pressed = readonly [key: string, shows: RegExp];

interface Row {
  readonly key: string;
  readonly shows: RegExp;
  /** What another program does before. */
  readonly before?: (around: Around) => Promise<void> | void;
  /** What is pressed then, to see what the key did, or to bring things back for the next row. */
  readonly then?: readonly Pressed[];
  /** What must be so outside of the screen at the end. */
  readonly outside?: (around: Around) => Promise<void> | void;
}

/** Runs in the table, from the top down: the ends of their ids. */
const order = (...ends: readonly string[]): RegExp =>
  new RegExp(
    `experiment[^\\n]*\\n${ends.map((end) => `[^\\n]*[✔] [^\\n]*261124-${end} [^\\n]*\\n`).join('')}(?![^\\n]*[✔])`,
  );
const both = (...all: readonly RegExp[]): RegExp =>
  new RegExp(`^${all.map(({source}) => `(?=[^]*?${source})`).join('')}`);
const without = (text: string): RegExp => new RegExp(`(?<![^])(?![^]*${escaped(text)})`);
const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
const letters = (text: string): readonly Pressed[] =>
  text
    .split('')
    .map((letter, index) => [letter, new RegExp(escaped(text.slice(0, index + 1).trimEnd()))] as const);
/** The line of the column titles has these, in this order, and none of those. */
const titles = (has: readonly string[], not: readonly string[] = []): RegExp =>
  new RegExp(
    `\\n${not.map((name) => `(?![^\\n]* ${escaped(name)}\\b)`).join('')} +\\S?experiment[^\\n]*${has.map((name) => ` ${escaped(name)}\\b`).join('[^\\n]*')}`,
  );

const newest = /❯..✔ cnn-augmented +261124-g9k5/;
const second = /❯..✔ cnn-augmented +261124-g9k4/;
const third = /❯..✔ cnn +261124-g9k3/;
const oldest = /❯..✔ mlp +261124-g9k2/;
const asRecorded = order('g9k5', 'g9k4', 'g9k3', 'g9k2');
const unmarked = /4 runs *\n/;
const curves = /val_acc and, dashed, acc by epoch/;

/** In this order: each row finds the newest run under the cursor, nothing marked, the curves below, and leaves it so. */
const rows: readonly Row[] = [
  {key: 'j', shows: second},
  {key: 'k', shows: newest},
  {key: 'down', shows: second},
  {key: 'up', shows: newest},
  {key: 'G', shows: oldest},
  {key: 'g', shows: newest},
  {key: 'end', shows: oldest},
  {key: 'home', shows: newest},
  {key: 'ctrl-d', shows: third},
  {key: 'ctrl-u', shows: newest},
  {key: 'page-down', shows: third},
  {key: 'page-up', shows: newest},
  {key: 'wheel-down', shows: oldest},
  {key: 'wheel-up', shows: newest},
  {
    key: 's',
    shows: both(/↑run/, order('g9k2', 'g9k3', 'g9k4', 'g9k5')),
    then: [['s', both(titles(['run']), asRecorded)]],
  },
  {
    key: 'S',
    before: async ({terminal}) => {
      await terminal.press('s');
      await terminal.shows(both(/↑run/, order('g9k2', 'g9k3', 'g9k4', 'g9k5')));
    },
    shows: both(/↓run/, asRecorded),
    then: [
      ['s', without('↓run')],
      ['S', /↑age/],
      ['S', /↓age/],
    ],
  },
  // One column on, and back again: the order says which is chosen.
  {key: 'l', shows: asRecorded, then: [['s', both(/↓val_acc/, order('g9k4', 'g9k5', 'g9k3', 'g9k2'))]]},
  {key: 'h', shows: /↓val_acc/, then: [['s', both(/↑run/, order('g9k2', 'g9k3', 'g9k4', 'g9k5'))]]},
  {key: 'right', shows: /↑run/, then: [['s', /↓val_acc/]]},
  {
    key: 'left',
    shows: /↓val_acc/,
    then: [
      ['s', /↑run/],
      ['s', asRecorded],
    ],
  },
  {
    key: 'space',
    shows: both(/1 marked/, / ● ✔ cnn-augmented/, second),
    then: [
      ['k', /❯● ✔ cnn-augmented/],
      ['space', unmarked],
      ['g', newest],
    ],
  },
  {
    key: 'esc',
    shows: newest,
    then: [
      ['space', /1 marked/],
      ['esc', unmarked],
      ['g', newest],
    ],
  },
  {
    key: 'v',
    shows: /range: v ends it/,
    then: [
      ['j', second],
      ['j', third],
      ['v', both(/3 marked/, / ● ✔ cnn-aug[^]* ▲ ✔ cnn-aug[^]*❯■ ✔ cnn /)],
      ['esc', unmarked],
      ['g', newest],
    ],
  },
  {key: 'p', shows: /❯ ⌂✔ cnn-augmented +261124-g9k5/, then: [['p', newest]]},
  {
    key: 'enter',
    shows: both(/✔ cnn-augmented · run 261124-g9k5 · done/, /⇄ download +shared/, without('experiment   ')),
    then: [['esc', both(newest, curves)]],
  },
  {
    key: '/',
    shows: /^\/ *$/m,
    then: [
      ...letters('model=mlp'),
      ['enter', both(/1 of 4 runs · \/model=mlp/, order('g9k2'))],
      ['esc', both(unmarked, asRecorded)],
      ['/', /^\/ *$/m],
      ...letters('!cnn-augmented and train.epochs>=20'),
      ['enter', both(/2 of 4 runs/, order('g9k3', 'g9k2'))],
      ['/', /^\/!cnn-augmented/m],
      ['ctrl-u', /^\/ *$/m],
      ...letters('model=cnn'),
      ['enter', order('g9k5', 'g9k4', 'g9k3')],
      ['esc', unmarked],
      ['g', newest],
    ],
  },
  {
    key: 'n',
    shows: second,
    then: [
      ['n', third],
      ['n', newest],
    ],
  },
  {
    key: 'N',
    shows: third,
    then: [
      ['N', second],
      ['N', newest],
    ],
  },
  {
    key: 'c',
    shows: both(/❯ \[x\] run/, /\[ \] epochs +train\.epochs/),
    then: [
      ['space', /❯ \[ \] run/],
      ['esc', titles(['val_acc'], ['run'])],
      ['c', /❯ \[ \] run/],
      ['space', /❯ \[x\] run/],
      ['esc', titles(['run', 'val_acc'])],
      ['h', newest],
    ],
  },
  {
    key: 'o',
    shows: both(/4 runs in 3 rows/, /❯..✔ 2× cnn-augmented +261124-g9k5 +0\.9913 ±0\.0191/),
    then: [['o', asRecorded]],
  },
  {
    key: 'd',
    shows: both(/differences only/, titles(['rotation', 'model', 'train.seed'])),
    then: [
      ['space', /1 marked/],
      ['space', both(/2 marked/, titles(['run', 'val_acc', 'train.seed'], ['rotation', 'zoom', 'model']))],
      ['d', titles(['rotation', 'zoom', 'model', 'train.seed'])],
      ['esc', unmarked],
      ['g', newest],
    ],
  },
  {
    // The two newest runs differ in val_acc, best val_acc and, after columns that are equal, in their seeds.
    key: '}',
    shows: asRecorded,
    then: [
      ['s', /↓val_acc/],
      ['s', asRecorded],
      ['}', asRecorded],
      ['}', asRecorded],
      ['s', /↑train\.seed/],
      ['s', asRecorded],
    ],
  },
  {
    key: '{',
    shows: asRecorded,
    then: [
      ['s', /↓best val_acc/],
      ['s', asRecorded],
      ['{', asRecorded],
      ['s', /↓val_acc/],
      ['s', asRecorded],
      ['{', /No further difference this way/],
      ['h', asRecorded],
    ],
  },
  {
    key: '2',
    shows: /Mark two runs with space/,
    then: [
      ['space', /1 marked/],
      [
        'space',
        both(/⌂ cnn 261124-g9k3/, /val_acc +0\.9509 +0\.9898 +\+0\.0389 ▲/, /augment\.rotation +0 +10/),
      ],
      ['esc', unmarked],
      ['g', newest],
    ],
  },
  {key: '3', shows: /pipeline sign-language-mnist · started[^]*⇄ preprocess +shared/},
  {key: '4', shows: both(/The surest mistakes *\nC → A/, /▀▀▀▀▀▀▀▀/, /Confusion matrix/, /C +1 +· +9/)},
  {key: '5', shows: both(/run 261124-g9k5 of cnn-augmented began/, /✔ evaluate ran/, /✔ done after/)},
  {key: '1', shows: curves},
  {
    key: 'tab',
    shows: /Mark two runs with space/,
    then: [['tab', /pipeline sign-language-mnist · started/]],
  },
  {key: 'shift-tab', shows: /Mark two runs with space/, then: [['shift-tab', curves]]},
  {
    key: '+',
    shows: both(without('experiment   '), /esc back/, curves),
    then: [
      ['+', newest],
      ['+', both(without('experiment   '), /esc back/)],
      ['esc', newest],
    ],
  },
  {key: 'm', shows: /val_loss and, dashed, loss by epoch/},
  {key: 'M', shows: curves},
  {key: 'y', shows: /by epoch · log axis/, then: [['y', without('log axis')]]},
  {
    key: 'x',
    shows: /by samples[^]*500k/,
    then: [
      ['x', /by time[^]*1m00s/],
      ['x', curves],
    ],
  },
  {
    key: '~',
    shows: /smoothed 0\.6[^]*0\.98(?!98)/,
    then: [
      ['~', /smoothed 0\.9[^]*0\.9[0-7]/],
      ['~', without('smoothed')],
    ],
  },
  {key: ',', shows: both(/read at 20/, /┊/, /0\.9898 /), then: [[',', both(/read at 19/, /0\.9893 /)]]},
  {key: '.', shows: /read at 20/, then: [['.', without('read at')]]},
  {
    key: 'B',
    shows: /▄▄/,
    then: [
      ['B', /\*\*\*/],
      ['B', /⠒/],
    ],
  },
  {key: 'X', shows: /This run is not running/},
  {
    key: 't',
    shows: /^tag:/m,
    then: [...letters('good'), ['enter', /\+good on 1 run/]],
    outside: async ({workspace}) => expect(await tagsOf(workspace)).toEqual({'261124-g9k5': ['good']}),
  },
  {
    key: 'u',
    shows: /Undone: \+good/,
    outside: async ({workspace}) => expect(await tagsOf(workspace)).toEqual({}),
  },
  {
    key: 'e',
    shows: /^note:/m,
    then: [...letters('fine'), ['enter', /Noted/], ['5', /fine/], ['1', curves]],
  },
  {key: 'A', shows: both(/3 of 4 runs/, order('g9k4', 'g9k3', 'g9k2'))},
  {
    key: 'H',
    shows: both(/4 runs · with those put aside/, asRecorded),
    then: [
      ['A', /-archived on 1 run/],
      ['H', both(unmarked, asRecorded)],
    ],
  },
  {
    key: 'D',
    shows: /Delete run 261124-g9k5 from the record\?/,
    then: [
      ['n', without('Delete run')],
      ['D', /Delete run 261124-g9k5/],
      ['y', both(/Deleted 1 run/, order('g9k4', 'g9k3', 'g9k2'))],
      ['u', both(/Undone: Deleted 1 run/, asRecorded)],
    ],
  },
  {
    key: 'i',
    shows: /Copied: 261124-g9k5/,
    outside: async ({terminal}) => expect(await terminal.clipboard()).toBe('261124-g9k5'),
  },
  {
    key: 'I',
    shows: /Copied: epochal show 261124-g9k5/,
    outside: async ({terminal}) => expect(await terminal.clipboard()).toBe('epochal show 261124-g9k5'),
  },
  {
    key: 'w',
    shows: /export: runs\.csv/,
    then: [['enter', /Written: runs\.csv/]],
    outside: ({workspace}) => {
      const lines = readFileSync(workspace.path('runs.csv'), 'utf8').trimEnd().split('\n');
      expect(lines.map((line) => /261124-g9k\d/.exec(line)?.[0])).toEqual([
        undefined,
        '261124-g9k5',
        '261124-g9k4',
        '261124-g9k3',
        '261124-g9k2',
      ]);
    },
  },
  {
    key: 'f',
    shows: /artifacts\/\w\w\/\w+\/files/,
    outside: async ({workspace}) => expect(await opened(workspace)).toMatch(/artifacts\/\w\w\/\w+\/files$/),
  },
  {
    key: 'F',
    shows: /Wrote .*report\.html: 4 runs/,
    outside: async ({workspace}) => {
      expect(readFileSync(workspace.path('report.html'), 'utf8')).toContain('261124-g9k2');
      expect(await opened(workspace)).toMatch(/report\.html$/);
    },
  },
  {
    key: 'W',
    shows: /^save-view:/m,
    before: async ({terminal}) => {
      await terminal.press('s');
      await terminal.shows(/↑run/);
    },
    then: [...letters('oldest first'), ['enter', /Saved as oldest first/], ['s', asRecorded]],
  },
  {
    key: 'V',
    shows: /^view:/m,
    then: [
      ...letters('oldest first'),
      ['enter', both(/↑run/, order('g9k2', 'g9k3', 'g9k4', 'g9k5'))],
      ['s', asRecorded],
    ],
  },
  {
    // What evaluation found stays on the screen when the store is emptied, until it is read again.
    key: 'r',
    before: async ({terminal, workspace}) => {
      await terminal.press('4');
      await terminal.shows(/The surest mistakes/);
      rmSync(workspace.path('artifacts'), {recursive: true});
      await terminal.press('j');
      await terminal.press('k');
      await terminal.shows(both(newest, /The surest mistakes/));
    },
    shows: both(/Read again: 4 runs/, /No evaluation of this run lies in the store/),
    then: [['1', curves]],
  },
  {
    // Another program has written over the screen.
    key: 'ctrl-l',
    before: async ({terminal}) => {
      const [tty = ''] = await terminal.told('pane_tty');
      writeFileSync(tty, '\x1b[12;30HYou have mail');
      await terminal.shows(/You have mail/);
    },
    shows: both(without('You have mail'), /Read again: 4 runs/),
  },
  {
    key: ':',
    shows: /^: *$/m,
    then: [
      ...letters('filter mlp'),
      ['enter', both(/1 of 4 runs/, order('g9k2'))],
      ['esc', asRecorded],
      [':', /^: *$/m],
      ...letters('nonsense'),
      ['enter', /There is no nonsense: \? shows all/],
      ['g', newest],
    ],
  },
  {
    key: '?',
    shows: both(/Filter, sort, columns/, /:half-page-down +half a page down/, without('experiment   ')),
    then: [
      ['ctrl-d', both(without(':half-page-down'), /:next-pane/)],
      ['esc', newest],
    ],
  },
];

/** Their own tests press these: what they do ends the dashboard, or needs runs that can run. */
const elsewhere = ['q', 'ctrl-c', 'ctrl-z', 'R', 'b'];

const tagsOf = async (workspace: Workspace) => {
  const {stdout} = await workspace.epochal('compare', 'runs', '--json');
  const runs = JSON.parse(stdout) as readonly {readonly id: string; readonly tags: readonly string[]}[];
  return Object.fromEntries(runs.flatMap(({id, tags}) => (tags.length === 0 ? [] : [[id, tags]])));
};

/** What the desktop was asked to open: the first thing in its list, which is taken off it. */
const opened = async (workspace: Workspace): Promise<string> =>
  (await readFile(workspace.path('opened'), 'utf8')).trim();

/** A desktop that says on a pipe what it was asked to open. */
async function withDesktop(workspace: Workspace): Promise<string> {
  const bin = workspace.path('bin');
  for (const name of ['xdg-open', 'open']) {
    await workspace.write(join('bin', name), `#!/bin/sh\necho "$1" >'${workspace.path('opened')}'\n`);
    chmodSync(join(bin, name), 0o755);
  }
  execFileSync('mkfifo', [workspace.path('opened')]);
  return `${bin}:${process.env['PATH'] ?? ''}`;
}

const cli = new URL('../../dist/cli.js', import.meta.url).pathname;

describe.skipIf(!hasTmux())('in a real terminal (skipped where there is no tmux)', () => {
  let workspace: Workspace;
  let terminal: Tmux;
  beforeAll(async () => {
    workspace = await recordedWorkspace(recordedStudy({twoSeeds: true}));
    terminal = await openTmux({
      command: `${process.execPath} ${cli} compare runs; echo left with $?; exec cat`,
      folder: workspace.folder,
      columns: 130,
      rows: 30,
      env: {PATH: await withDesktop(workspace)},
    });
    await terminal.shows(newest);
  });
  afterAll(async () => {
    await terminal.close();
    await workspace.remove();
  });

  test('the table above has every key', () => {
    const all = bindingGroups.flatMap(({bindings}) => bindings.flatMap(({keys}) => keys));
    const tried = new Set([...rows.map(({key}) => key), ...elsewhere]);
    expect(all.filter((key) => !tried.has(key))).toEqual([]);
  });

  test('every key does what the help says', async () => {
    for (const {key, shows, before, then = [], outside} of rows) {
      await before?.({workspace, terminal});
      for (const [pressed, seen] of [[key, shows] as const, ...then]) {
        await terminal.press(pressed);
        await terminal.shows(seen).catch((error: unknown) => {
          throw new Error(`after ${pressed} in the row of ${key}: ${String(error)}`);
        });
      }
      await outside?.({workspace, terminal});
    }
  });

  test('the frame fits any size, and what has room for one thing shows one', async () => {
    const small = both(/❯..✔ cnn-aug…[^]*q quit/, without('─'));
    // Each only fits a frame of that size: what the size before left on the screen does not do.
    for (const [columns, height, fits] of [
      [40, 10, small],
      [80, 24, /❯..✔ cnn-augmented[^]* log {2}─{26}\n[^]*q quit/],
      [200, 60, /❯..✔ cnn-augmented[^]* log {2}─{140,}\n[^]*q quit/],
      [40, 10, small],
    ] as const) {
      await terminal.resize(columns, height);
      const seen = await terminal.shows(fits);
      expect(seen.split('\n')[0]).toContain('4 runs');
    }
    await terminal.press('5');
    await terminal.shows(both(/UTC {2}run 261124-g9/, without('experim')));
    await terminal.press('esc');
    await terminal.shows(/❯..✔ cnn-aug/);
  });

  test('q leaves', async () => {
    await terminal.press('q');
    expect(await terminal.shows(/left with 0/)).not.toContain('cnn-augmented');
  });

  test('ctrl-c leaves, too', async () => {
    const other = await openTmux({
      command: `${process.execPath} ${cli} compare runs; echo left with $?; exec cat`,
      folder: workspace.folder,
      columns: 80,
      rows: 24,
    });
    try {
      await other.shows(newest);
      await other.press('ctrl-c');
      expect(await other.shows(/left with 0/)).not.toContain('cnn-augmented');
    } finally {
      await other.close();
    }
  });
});
