import {mkdtemp, rm, writeFile, mkdir} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {execa} from 'execa';

const program = new URL('../../dist/cli.js', import.meta.url).pathname;

export interface Said {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | undefined;
}

/** A folder of its own with the files given, where the built program runs as a process. */
export interface Workspace {
  readonly folder: string;
  readonly path: (...parts: string[]) => string;
  readonly write: (file: string, text: string) => Promise<void>;
  /** Runs `epochal …` here as a user's shell would, without a terminal. */
  readonly epochal: (...args: string[]) => Promise<Said>;
  readonly start: (...args: string[]) => ReturnType<typeof startProgram>;
  readonly remove: () => Promise<void>;
}

export async function makeWorkspace(
  files: Readonly<Record<string, string>> = {},
  env: Readonly<Record<string, string>> = {},
): Promise<Workspace> {
  const folder = await mkdtemp(join(tmpdir(), 'epochal-e2e-'));
  const path = (...parts: string[]) => join(folder, ...parts);
  const write = async (file: string, text: string) => {
    await mkdir(dirname(path(file)), {recursive: true});
    await writeFile(path(file), text);
  };
  for (const [file, text] of Object.entries(files)) await write(file, text);
  const start = (...args: string[]) => startProgram(args, folder, env);
  return {
    folder,
    path,
    write,
    start,
    epochal: async (...args) => {
      const {stdout, stderr, exitCode} = await start(...args);
      return {stdout, stderr, exitCode};
    },
    remove: () => rm(folder, {recursive: true, force: true}),
  };
}

/** Nobody's credentials, colours or engine choice of the machine that runs the tests. */
const startProgram = (args: readonly string[], cwd: string, env: Readonly<Record<string, string>>) =>
  execa(process.execPath, [program, ...args], {
    cwd,
    env: {PATH: process.env['PATH'], HOME: cwd, XDG_CONFIG_HOME: cwd, ...env},
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
  });
