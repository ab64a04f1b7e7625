import {execFile} from 'node:child_process';
import {readdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';

/** What to put before a program so that every file that it opens is written down, a file a thread. */
export const straceArguments = (folder: string): readonly string[] => [
  '-ff',
  '-ttt',
  '-y',
  '-s',
  '4096',
  '-e',
  'trace=?open,openat,?openat2,?creat,execve',
  '-e',
  'signal=none',
  '-o',
  join(folder, 'strace'),
];

let answered: Promise<boolean> | undefined;

/** Whether strace is here and may trace: containers often forbid it. */
export const straceWorks = (): Promise<boolean> =>
  (answered ??= new Promise((resolve) => {
    execFile(
      'strace',
      ['-f', '-y', '-e', 'trace=openat', '-o', '/dev/null', 'true'],
      {timeout: 10_000},
      (error) => resolve(error === null),
    );
  }));

/** What a stage opened. */
export interface Opened {
  /** Absolute; each once, in the order in which they were first read. Files that the stage itself wrote first are left out. */
  readonly read: readonly string[];
  /** Programs that it started, as they were named. */
  readonly programs: readonly string[];
}

export async function readStrace(folder: string): Promise<Opened> {
  const names = (await readdir(folder)).filter((name) => name.startsWith('strace.'));
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return openedIn(texts);
}

/** `texts`: of each thread. */
export function openedIn(texts: readonly string[]): Opened {
  const lines = texts
    .flatMap((text) => text.split('\n'))
    .flatMap((line) => {
      const [, at, call] = /^(\d+\.\d+) (.*)$/.exec(line) ?? [];
      return at === undefined || call === undefined ? [] : [{at: Number(at), call}];
    })
    .toSorted((a, b) => a.at - b.at);
  const first = new Map<string, 'read' | 'written'>();
  const programs = new Set<string>();
  for (const {call} of lines) {
    const [, program] = /^execve\("((?:[^"\\]|\\.)*)".*\) += 0$/.exec(call) ?? [];
    if (program !== undefined) programs.add(unescaped(program));
    const [, path] = /\) += \d+<(.*)>$/.exec(call) ?? [];
    if (path === undefined || path.endsWith('(deleted)')) continue;
    const [, flags = ''] = /(?:, |flags=)(O_[A-Z0-9_|]+)/.exec(call) ?? [];
    if (flags.includes('O_DIRECTORY') || flags.includes('O_PATH')) continue;
    const file = unescaped(path);
    if (!first.has(file))
      first.set(
        file,
        /O_WRONLY|O_CREAT|O_TRUNC/.test(flags) || call.startsWith('creat(') ? 'written' : 'read',
      );
  }
  return {
    read: [...first].flatMap(([file, how]) => (how === 'read' ? [file] : [])),
    programs: [...programs],
  };
}

/** strace writes what is no plain ASCII as octal numbers. */
const unescaped = (text: string): string =>
  Buffer.from(
    text.replaceAll(/\\([0-7]{1,3}|.)/g, (_, code: string) =>
      /^[0-7]+$/.test(code) ? String.fromCharCode(Number.parseInt(code, 8)) : code,
    ),
    'latin1',
  ).toString('utf8');
