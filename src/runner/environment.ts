import {isUtf8} from 'node:buffer';
import {execFile} from 'node:child_process';
import {createHash} from 'node:crypto';
import {readFile} from 'node:fs/promises';
import {availableParallelism, cpus, release, totalmem} from 'node:os';
import {join} from 'node:path';

/** Where and with what a run is made. */
export interface Environment {
  /** Recorded beside every run, and hashed into no key. */
  readonly facts: Readonly<Record<string, string | number | boolean>>;
  /** What tracked files have that the commit has not: a patch that `git apply` takes. Left out where there is nothing, or too much. */
  readonly changes?: string;
}

export async function environmentOf({
  workspace,
  version,
}: {
  readonly workspace: string;
  /** Of epochal. */
  readonly version: string;
}): Promise<Environment> {
  const [git, lock] = await Promise.all([gitState(workspace), lockDigest(workspace)]);
  return {
    ...git,
    facts: {
      os: `${process.platform} ${release()}`,
      arch: process.arch,
      cpu: cpus()[0]?.model.trim() ?? 'unknown',
      cores: availableParallelism(),
      memory_gb: Math.round(totalmem() / 2 ** 30),
      node: process.versions.node,
      epochal: version,
      ...git.facts,
      ...lock,
    },
  };
}

/** The commit, and what tracked files have besides. Nothing where there is no git or no repository. */
async function gitState(workspace: string): Promise<Environment> {
  const said = await git(workspace, ['status', '--porcelain=v2', '--branch', '--untracked-files=no']);
  const status = said?.toString();
  const commit = /^# branch\.oid ([0-9a-f]+)/m.exec(status ?? '')?.[1];
  if (status === undefined || commit === undefined) return {facts: {}};
  if (!/^[^#\n]/m.test(status)) return {facts: {git_commit: commit, git_dirty: false}};
  const facts = {git_commit: commit, git_dirty: true};
  const changes = await git(workspace, [
    'diff',
    'HEAD',
    '--binary',
    '--no-color',
    '--no-ext-diff',
    '--no-textconv',
    // As `git apply` takes it, whatever the user's own settings make of it.
    '--src-prefix=a/',
    '--dst-prefix=b/',
    '--no-relative',
    '--submodule=short',
  ]);
  if (changes === undefined) return {facts: {...facts, git_changes: 'too large to keep'}};
  // A record holds text: of other bytes no patch would be left.
  return isUtf8(changes)
    ? {facts, changes: changes.toString()}
    : {facts: {...facts, git_changes: 'not all of it UTF-8'}};
}

/** Bytes of a patch that a record keeps. Packed it is a tenth of that. */
const longestPatch = 4 * 2 ** 20;

/** What git says; undefined where it fails, or says too much. */
const git = (workspace: string, words: readonly string[]): Promise<Buffer | undefined> =>
  new Promise((resolve) => {
    execFile(
      'git',
      // Read only: a status that refreshes the index would take its lock from the user's own git.
      ['--no-optional-locks', ...words],
      {cwd: workspace, timeout: 2_000, maxBuffer: longestPatch, encoding: 'buffer'},
      (error, stdout) => resolve(error === null ? stdout : undefined),
    );
  });

async function lockDigest(workspace: string): Promise<{readonly package_lock?: string}> {
  const text = await readFile(join(workspace, 'package-lock.json')).catch(() => undefined);
  return text === undefined ? {} : {package_lock: createHash('sha256').update(text).digest('hex')};
}
