import {execFile} from 'node:child_process';
import {createHash} from 'node:crypto';
import {readFile} from 'node:fs/promises';
import {availableParallelism, cpus, release, totalmem} from 'node:os';
import {join} from 'node:path';

/** What is recorded beside every run, and hashed into no key: where and with what it ran. */
export async function environmentFacts({
  workspace,
  version,
}: {
  readonly workspace: string;
  /** Of epochal. */
  readonly version: string;
}): Promise<Readonly<Record<string, string | number | boolean>>> {
  const [git, lock] = await Promise.all([gitFacts(workspace), lockDigest(workspace)]);
  return {
    os: `${process.platform} ${release()}`,
    arch: process.arch,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memory_gb: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
    epochal: version,
    ...git,
    ...lock,
  };
}

/** The commit, and whether tracked files differ from it. Nothing where there is no git or no repository. */
function gitFacts(workspace: string): Promise<{readonly git_commit?: string; readonly git_dirty?: boolean}> {
  return new Promise((resolve) => {
    execFile(
      'git',
      // Read only: a status that refreshes the index would take its lock from the user's own git.
      ['--no-optional-locks', 'status', '--porcelain=v2', '--branch', '--untracked-files=no'],
      {cwd: workspace, timeout: 2_000},
      (error, stdout) => {
        const commit = error === null ? /^# branch\.oid ([0-9a-f]+)/m.exec(stdout)?.[1] : undefined;
        resolve(commit === undefined ? {} : {git_commit: commit, git_dirty: /^[^#\n]/m.test(stdout)});
      },
    );
  });
}

async function lockDigest(workspace: string): Promise<{readonly package_lock?: string}> {
  const text = await readFile(join(workspace, 'package-lock.json')).catch(() => undefined);
  return text === undefined ? {} : {package_lock: createHash('sha256').update(text).digest('hex')};
}
