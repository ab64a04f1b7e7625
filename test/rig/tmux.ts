import {execFileSync, spawn} from 'node:child_process';
import {once} from 'node:events';
import {createInterface} from 'node:readline';
import {openWatch} from './watch.ts';

/** A program in a real terminal, and what a person would see and press there. */
export interface Tmux {
  /** One key by its name, or a text, as a terminal sends it. */
  readonly press: (key: string) => Promise<void>;
  /** Resolves with the screen as soon as it is so; fails with the screen that never was. */
  readonly shows: (wanted: RegExp) => Promise<string>;
  /** The screen as it is, with its colours as escape sequences. */
  readonly coloured: () => Promise<string>;
  readonly resize: (columns: number, rows: number) => Promise<void>;
  /** What programs put on the clipboard (OSC 52) last. */
  readonly clipboard: () => Promise<string>;
  /** What the terminal says of itself, as tmux names it: `alternate_on`, `cursor_flag`, `pane_tty` … */
  readonly told: (...names: readonly string[]) => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
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
  /** Of sh. */
  readonly command: string;
  readonly folder: string;
  readonly columns: number;
  readonly rows: number;
  /** Beside what the test itself has. */
  readonly env?: Readonly<Record<string, string>>;
}

/** On a server of its own, so that nobody's sessions are touched; spoken to in control mode, which tells when the program writes. */
export async function openTmux({command, folder, columns, rows, env = {}}: Wanted): Promise<Tmux> {
  const socket = `epochal-test-${process.pid}-${++opened}`;
  const client = spawn('tmux', ['-L', socket, '-f', '/dev/null', '-C', 'new-session', 'cat'], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {
      ...process.env,
      CI: '',
      NO_COLOR: '',
      TERM: 'xterm-256color',
      HOME: folder,
      LANG: 'C.UTF-8',
      SHELL: '/bin/sh',
      ...env,
    },
  });
  const answers: ((lines: readonly string[]) => void)[] = [];
  const watch = openWatch();
  let answer: string[] | undefined;
  createInterface({input: client.stdout}).on('line', (line) => {
    if (line.startsWith('%begin ')) answer = [];
    else if (line.startsWith('%end ') || line.startsWith('%error ')) {
      answers.shift()?.(answer ?? []);
      answer = undefined;
    } else if (answer !== undefined) answer.push(line);
    else if (line.startsWith('%output ')) watch.changed();
  });
  const first = new Promise((resolve) => answers.push(resolve));
  const ask = (line: string) =>
    new Promise<readonly string[]>((resolve) => {
      answers.push(resolve);
      client.stdin.write(`${line}\n`);
    });
  await first;
  const resize = async (width: number, height: number) => {
    await ask(`resize-window -x ${width} -y ${height}`);
  };
  await resize(columns, rows);
  await ask('set -s set-clipboard on');
  await ask(`respawn-pane -k '${command}'`);
  return {
    press: async (key) => {
      const bytes = [...Buffer.from(sequences[key] ?? key)].map((byte) => byte.toString(16).padStart(2, '0'));
      await ask(`send-keys -H ${bytes.join(' ')}`);
    },
    shows: (wanted) => watch.until(wanted, async () => (await ask('capture-pane -p')).join('\n')),
    coloured: async () => (await ask('capture-pane -e -p')).join('\n'),
    resize,
    clipboard: async () => (await ask('show-buffer')).join('\n'),
    told: async (...names) =>
      (await ask(`display-message -p '${names.map((name) => `#{${name}}`).join(' ')}'`)).join('').split(' '),
    close: async () => {
      const gone = once(client, 'close');
      client.stdin.write('kill-server\n');
      await gone;
    },
  };
}

let opened = 0;

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
  'ctrl-z': '\x1a',
  enter: '\r',
  esc: '\x1b',
  space: ' ',
  tab: '\t',
};
