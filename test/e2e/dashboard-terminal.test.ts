import {readFileSync, truncateSync, writeFileSync} from 'node:fs';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import type {Workspace} from '../rig/epochal.ts';
import {hasPty, openPty} from '../rig/pty.ts';
import {recordedStudy} from '../rig/recorded-study.ts';
import {recordedWorkspace} from '../rig/recorded-workspace.ts';
import {hasTmux, openTmux, type Tmux} from '../rig/tmux.ts';

const cli = new URL('../../dist/cli.js', import.meta.url).pathname;
/** A screen is written in parts: this waits for all of it. */
const exactly = (text: string) => new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}$`);
const dashboard = `${process.execPath} ${cli} compare runs`;

let workspace: Workspace;
beforeAll(async () => {
  workspace = await recordedWorkspace(recordedStudy());
});
afterAll(() => workspace.remove());

describe.skipIf(!hasPty())("pictures (skipped where there is no util-linux' script)", () => {
  const asked = /\x1b_Gi=31,[^\x1b]*a=q[^\x1b]*\x1b\\\x1b\[16t\x1b\[c/;
  const kitty = /\x1b_Ga=T,f=24,s=8,v=8,i=\d+,p=1,c=8,r=4,C=1,q=2,m=0;[\w+/=]+\x1b\\/;
  const sixel = /\x1bPq"1;1;\d+;\d+#\d+;2;/;
  const block = /\x1b\[38;5;\d+;48;5;\d+m▀/;

  /** What was written once the pane of figures is there, in a terminal that answers so. */
  const figures = async (answer: string, {env = {}, args = ''} = {}): Promise<string> => {
    const pty = openPty({command: `${dashboard} ${args}`, folder: workspace.folder, env});
    try {
      await pty.writes(/cnn-augmented/);
      pty.send(answer);
      pty.send('4');
      return await pty.writes(/Confusion matrix[^]*\x1b\[\?2026l/);
    } finally {
      await pty.close();
    }
  };
  const shown = (written: string) => ({
    kitty: kitty.test(written),
    sixel: sixel.test(written),
    blocks: block.test(written),
  });

  test('one that takes the picture it is asked about gets them by the protocol of kitty', async () => {
    const written = await figures('\x1b_Gi=31;OK\x1b\\\x1b[6;20;10t\x1b[?62;4;22c');
    expect(written).toMatch(asked);
    expect(shown(written)).toEqual({kitty: true, sixel: false, blocks: false});
  });

  test('one that names sixels among its attributes gets sixels, as large as its cells', async () => {
    const written = await figures('\x1b[6;32;16t\x1b[?62;4c');
    expect(shown(written)).toEqual({kitty: false, sixel: true, blocks: false});
    // 8 columns of 16 pixels, 4 rows of 32.
    expect(written).toMatch(/\x1bPq"1;1;128;128#/);
  });

  test('one that knows neither, or refuses the picture, gets half blocks', async () => {
    for (const answer of ['\x1b[?62;22c', '\x1b_Gi=31;ENOTSUP:no pictures\x1b\\\x1b[?1;2c']) {
      expect(shown(await figures(answer))).toEqual({kitty: false, sixel: false, blocks: true});
    }
  });

  test('inside tmux it is asked for sixels alone', async () => {
    const written = await figures('\x1b[?1;2;4c', {env: {TMUX: '/tmp/tmux-0/default,1,0'}});
    expect(written).not.toContain('\x1b_G');
    expect(shown(written)).toEqual({kitty: false, sixel: true, blocks: false});
  });

  test('who says which gets that, and nothing is asked', async () => {
    const written = await figures('', {args: '--images kitty'});
    expect(written).not.toMatch(asked);
    expect(shown(written)).toEqual({kitty: true, sixel: false, blocks: false});
    expect(shown(await figures('', {args: '--images none'}))).toEqual({
      kitty: false,
      sixel: false,
      blocks: false,
    });
  });
});

describe.skipIf(!hasTmux())('the terminal is as it was (skipped where there is no tmux)', () => {
  /** Wrapping, cursor, main screen, no mouse; of the line discipline, that it echoes and edits lines again. */
  const asItWas = async (terminal: Tmux): Promise<string> => {
    const seen = await terminal.shows(/left with \d+[^]* icanon[^]* echo /);
    expect(seen).not.toContain('cnn-augmented  ');
    expect(
      await terminal.told('alternate_on', 'cursor_flag', 'wrap_flag', 'mouse_any_flag', 'mouse_sgr_flag'),
    ).toEqual(['0', '1', '1', '0', '0']);
    return seen;
  };

  const open = async (command: string, env: Readonly<Record<string, string>> = {}): Promise<Tmux> => {
    const terminal = await openTmux({
      command: `sh -c "echo \\$\\$ >pid; exec ${command}"; echo left with $?; stty -a; exec cat`,
      folder: workspace.folder,
      columns: 100,
      rows: 30,
      env,
    });
    await terminal.shows(/❯..✔ cnn-augmented/);
    expect(await terminal.told('alternate_on', 'cursor_flag', 'mouse_any_flag')).toEqual(['1', '0', '1']);
    return terminal;
  };
  const kill = (signal: NodeJS.Signals) =>
    process.kill(Number(readFileSync(workspace.path('pid'), 'utf8')), signal);

  test.each(['SIGTERM', 'SIGINT', 'SIGQUIT'] as const)('after %s', async (signal) => {
    const terminal = await open(dashboard);
    try {
      kill(signal);
      expect(await asItWas(terminal)).toContain('left with 130');
    } finally {
      await terminal.close();
    }
  });

  test('after an exception that nobody caught, which is told', async () => {
    // Node itself loads it: code that fails while the dashboard is open.
    await workspace.write(
      'fails.cjs',
      `process.on('SIGUSR2', () => { throw new Error('out of the blue'); });\n`,
    );
    const terminal = await open(dashboard, {NODE_OPTIONS: `--require=${workspace.path('fails.cjs')}`});
    try {
      kill('SIGUSR2');
      const seen = await asItWas(terminal);
      expect(seen).toContain('out of the blue');
      expect(seen).not.toContain('left with 0');
    } finally {
      await terminal.close();
    }
  });

  test('ctrl-z leaves it to the shell, and fg brings the dashboard back where it was', async () => {
    const terminal = await openTmux({
      command: 'PS1="shell> " exec bash --norc --noprofile -i',
      folder: workspace.folder,
      columns: 100,
      rows: 30,
    });
    const screen = () => terminal.told('alternate_on', 'cursor_flag', 'wrap_flag', 'mouse_any_flag');
    try {
      await terminal.shows(/shell>/);
      await terminal.press(`${dashboard}\r`);
      await terminal.shows(/❯..✔ cnn-augmented/);
      await terminal.press('j');
      const before = await terminal.shows(/❯..✔ cnn [^]*❯ cnn 261124-[^]*q quit/);
      await terminal.press('ctrl-z');
      expect(await terminal.shows(/Stopped .*compare runs\n+shell>/)).not.toContain('cnn-augmented');
      expect(await screen()).toEqual(['0', '1', '1', '0']);
      await terminal.press('stty -a\r');
      await terminal.shows(/ icanon[^]* echo /);
      await terminal.press('fg\r');
      await terminal.shows(exactly(before));
      expect(await screen()).toEqual(['1', '0', '0', '1']);
      await terminal.press('k');
      await terminal.shows(/❯..✔ cnn-augmented/);
      await terminal.press('q');
      await terminal.shows(/compare runs\nshell>\n/);
      expect(await screen()).toEqual(['0', '1', '1', '0']);
    } finally {
      await terminal.close();
    }
  });

  test('after the record was spoilt under it, which is told in a sentence', async () => {
    const own = await recordedWorkspace(recordedStudy());
    const terminal = await openTmux({
      command: `${dashboard}; echo left with $?; stty -a; exec cat`,
      folder: own.folder,
      columns: 100,
      rows: 30,
    });
    try {
      await terminal.shows(/❯..✔ cnn-augmented/);
      const record = own.path('experiments', 'runs.db');
      truncateSync(record, 0);
      writeFileSync(record, Buffer.alloc(8192, 'no record '));
      await terminal.press('r');
      const seen = await asItWas(terminal);
      expect(seen).toMatch(/runs\.db/);
      expect(seen).toMatch(/left with 3/);
    } finally {
      await terminal.close();
      await own.remove();
    }
  });
});
