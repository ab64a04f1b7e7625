import {execFileSync, spawn} from 'node:child_process';
import {once} from 'node:events';
import {openWatch} from './watch.ts';

/** A program on a real pty whose other end is the test: all that it writes, byte by byte, and what a terminal would answer. */
export interface Pty {
  /** As a terminal sends it. */
  readonly send: (text: string) => void;
  /** Resolves with all that was written by then, as soon as that is so; fails with what was written where it never is. */
  readonly writes: (wanted: RegExp) => Promise<string>;
  readonly close: () => Promise<void>;
}

/** util-linux' `script` is what holds the pty; that of other systems takes other options. */
export function hasPty(): boolean {
  try {
    return execFileSync('script', ['--version'], {encoding: 'utf8'}).includes('util-linux');
  } catch {
    return false;
  }
}

interface Wanted {
  /** Of sh. */
  readonly command: string;
  readonly folder: string;
  /** All of it: nobody's terminal shines through. */
  readonly env?: Readonly<Record<string, string>>;
}

export function openPty({command, folder, env = {}}: Wanted): Pty {
  const child = spawn('script', ['-qfc', `stty rows 30 cols 100; ${command}`, '/dev/null'], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      LANG: 'C.UTF-8',
      SHELL: '/bin/sh',
      TERM: 'xterm-256color',
      ...env,
    },
  });
  let written = '';
  const watch = openWatch();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    written += text;
    watch.changed();
  });
  return {
    send: (text) => void child.stdin.write(text),
    writes: (wanted) => watch.until(wanted, () => written),
    close: async () => {
      if (child.exitCode !== null) return;
      const gone = once(child, 'close');
      child.kill('SIGKILL');
      child.stdin.destroy();
      await gone;
    },
  };
}
