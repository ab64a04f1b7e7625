import {execFileSync} from 'node:child_process';
import {setTimeout as pause} from 'node:timers/promises';

/** A program in a real terminal, and what a person would see and press there. */
export interface Tmux {
  readonly screen: () => string;
  /** One key, as a terminal sends it. */
  readonly press: (key: string) => void;
  /** Resolves with the screen as soon as it is so; fails with the screen that never was. */
  readonly shows: (wanted: RegExp) => Promise<string>;
  readonly resize: (columns: number, rows: number) => void;
  readonly close: () => void;
}

export function hasTmux(): boolean {
  try {
    execFileSync('tmux', ['-V'], {stdio: 'ignore'});
    return true;
  } catch {
    return false;
  }
}

interface Wanted {
  readonly command: readonly string[];
  readonly folder: string;
  readonly columns: number;
  readonly rows: number;
}

/** On a server of its own, so that nobody's sessions are touched. */
export function openTmux({command, folder, columns, rows}: Wanted): Tmux {
  const socket = `epochal-test-${process.pid}`;
  const tmux = (...args: readonly string[]) =>
    execFileSync('tmux', ['-L', socket, '-f', '/dev/null', ...args], {encoding: 'utf8', cwd: folder});
  const env = ['CI=', 'TERM=screen-256color', `HOME=${folder}`];
  tmux(
    'new-session',
    '-d',
    '-x',
    String(columns),
    '-y',
    String(rows),
    'env',
    ...env,
    'LANG=C.UTF-8',
    ...command,
  );
  const screen = () => tmux('capture-pane', '-p');
  return {
    screen,
    press: (key) => {
      const bytes = [...Buffer.from(sequences[key] ?? key)].map((byte) => byte.toString(16).padStart(2, '0'));
      tmux('send-keys', '-H', ...bytes);
    },
    shows: async (wanted) => {
      const end = performance.now() + patience;
      for (;;) {
        const seen = screen();
        if (wanted.test(seen)) return seen;
        if (performance.now() > end) throw new Error(`${String(wanted)} is not to be seen:\n${seen}`);
        await pause(20);
      }
    },
    resize: (width, height) => tmux('resize-window', '-x', String(width), '-y', String(height)),
    close: () => tmux('kill-server'),
  };
}

const patience = 20_000;

const sequences: Readonly<Record<string, string>> = {
  up: '\x1b[A',
  down: '\x1b[B',
  right: '\x1b[C',
  left: '\x1b[D',
  home: '\x1b[H',
  end: '\x1b[F',
  'page-up': '\x1b[5~',
  'page-down': '\x1b[6~',
  'shift-tab': '\x1b[Z',
  'wheel-up': '\x1b[<64;5;5M',
  'wheel-down': '\x1b[<65;5;5M',
  'ctrl-c': '\x03',
  'ctrl-d': '\x04',
  'ctrl-l': '\x0c',
  'ctrl-u': '\x15',
  enter: '\r',
  esc: '\x1b',
  space: ' ',
  tab: '\t',
};
