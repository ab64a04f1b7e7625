import {createHash} from 'node:crypto';
import {readdir, readFile, rm} from 'node:fs/promises';
import {mkdtempSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {execa} from 'execa';
import type {Event} from '../../../src/runner/events.ts';
import {artifactFolder} from '../../../src/runner/artifact.ts';
import {artifactKeys} from '../../../src/runner/gc/list-stored.ts';
import {folderDigest, folderFiles} from '../../../src/runner/folder-files.ts';
import {hashFiles} from '../../../src/runner/hash-files.ts';

const program = new URL('../../../dist/cli.js', import.meta.url).pathname;
const preload = new URL('preload.mjs', import.meta.url).href;

/** What befalls the processes of one command: see `preload.mjs`. */
export type Fault =
  | {readonly program: 'cli' | 'child'; readonly call: number; readonly when: 'before' | 'within' | 'after'}
  | {readonly program: 'cli' | 'child'; readonly count: string}
  | {readonly clock: number; readonly after: number};

export interface Ended {
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  /** As they were said, with how many milliseconds after the start. */
  readonly events: readonly Told[];
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Is told of each event as it is heard. */
  readonly onEvent: (listener: (told: Told) => void) => void;
  readonly ended: Promise<Ended>;
}

export interface Told {
  readonly event: Event;
  readonly after: number;
}

/** Starts `epochal run --json` in a folder. */
export function startRun(folder: string, args: readonly string[] = [], fault?: Fault): Running {
  const began = performance.now();
  const child = start(folder, ['run', '--json', ...args], fault);
  const events: Told[] = [];
  const listeners: ((told: Told) => void)[] = [];
  createInterface(child.stdout).on('line', (line) => {
    const event = parse(line);
    if (event === undefined) return;
    const told = {event, after: performance.now() - began};
    events.push(told);
    listeners.forEach((listener) => listener(told));
  });
  return {
    events,
    kill: (signal) => child.kill(signal),
    onEvent: (listener) => listeners.push(listener),
    ended: child.then(ended),
  };
}

/** Runs `epochal …` in a folder to its end. */
export const epochal = (folder: string, ...args: readonly string[]): Promise<Ended> =>
  start(folder, args).then(ended);

const start = (cwd: string, args: readonly string[], fault?: Fault) =>
  execa(process.execPath, [program, ...args], {
    cwd,
    env: {
      PATH: process.env['PATH'],
      HOME: cwd,
      XDG_CONFIG_HOME: cwd,
      ...(fault === undefined
        ? {}
        : {NODE_OPTIONS: `--import ${preload}`, EPOCHAL_FAULT: JSON.stringify(fault)}),
    },
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    // A slow machine is given the time that it takes to end in order.
    forceKillAfterDelay: false,
  });

const ended = (result: {
  readonly exitCode?: number;
  readonly signal?: string;
  readonly stdout: string;
  readonly stderr: string;
}): Ended => ({
  exitCode: result.exitCode,
  signal: result.signal,
  stdout: result.stdout,
  stderr: result.stderr,
});

/** A line that a kill tore is none. */
function parse(line: string): Event | undefined {
  try {
    return JSON.parse(line) as Event;
  } catch {
    return undefined;
  }
}

/** A new folder, with all that another one holds, times included. */
export async function copyOf(folder: string): Promise<string> {
  const copy = newFolder();
  await execa('cp', ['-a', '--reflink=auto', `${folder}/.`, copy]);
  return copy;
}

export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'epochal-faults-'));

/** Hashes over the bytes of an artifact. */
export interface Content {
  readonly files: string;
  /** Of what a training keeps to go on from, where there is something. */
  readonly state: string | undefined;
}

/** What a store holds, by key. */
export async function contentsOf(folder: string): Promise<ReadonlyMap<string, Content>> {
  const store = join(folder, 'artifacts');
  const contents = new Map<string, Content>();
  for (const key of artifactKeys(store)) {
    const {files} = await folderFiles(join(artifactFolder(store, key), 'files'), {links: 'refuse'});
    const hashes = await hashFiles(files);
    const digest = folderDigest(files.map(({path}, each) => ({path, sha256: hashes[each] ?? ''})));
    contents.set(key, {files: digest, state: await stateOf(artifactFolder(store, key))});
  }
  return contents;
}

/** Weights, optimiser slots and step of a training. How long its epochs took is told before them, and differs. */
async function stateOf(artifact: string): Promise<string | undefined> {
  const bytes = await readFile(join(artifact, 'state/checkpoint.bin')).catch(() => undefined);
  if (bytes === undefined) return undefined;
  const header = bytes.indexOf('\n') + 1;
  const numbers = bytes.indexOf('\n', header) + 1;
  const {step} = JSON.parse(bytes.toString('utf8', header, numbers)) as {readonly step: number};
  return createHash('sha256').update(String(step)).update(bytes.subarray(numbers)).digest('hex');
}

/** Files under a folder whose path passes, from the folder on. */
export async function filesUnder(
  folder: string,
  passes: (path: string) => boolean,
): Promise<readonly string[]> {
  const entries = await readdir(folder, {recursive: true, withFileTypes: true});
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter(passes)
    .sort();
}

export const removeFolder = (folder: string): Promise<void> => rm(folder, {recursive: true, force: true});
