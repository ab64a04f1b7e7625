import {execFileSync} from 'node:child_process';
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {environmentOf} from '../../../src/runner/environment.ts';
import {makeWorkspace} from '../../rig/workspace.ts';

test('the facts of where a run was made, with and without git', async () => {
  const workspace = await makeWorkspace({'pipeline.yaml': 'stages: {}', 'package-lock.json': '{}'});
  const environment = () => environmentOf({workspace: workspace.folder, version: '1.2.3'});
  const facts = async () => (await environment()).facts;
  try {
    const bare = await facts();
    expect(Object.keys(bare)).toEqual([
      'os',
      'arch',
      'cpu',
      'cores',
      'memory_gb',
      'node',
      'epochal',
      'package_lock',
    ]);
    expect(bare).toMatchObject({
      node: process.versions.node,
      epochal: '1.2.3',
      package_lock: '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
    });
    const git = (...words: readonly string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...words], {
        cwd: workspace.folder,
        stdio: 'pipe',
      });
    git('init', '--quiet');
    git('add', '.');
    git('commit', '--quiet', '--message', 'first');
    const commit = git('rev-parse', 'HEAD').toString().trim();
    expect(await facts()).toMatchObject({git_commit: commit, git_dirty: false});
    await workspace.write('pipeline.yaml', 'stages: {a: {}}');
    expect(await facts()).toMatchObject({git_commit: commit, git_dirty: true});
    const {changes} = await environment();
    expect(changes).toBe(git('diff', 'HEAD', '--binary').toString());
    expect(changes).toContain('-stages: {}\n');
    expect(changes).toContain('+stages: {a: {}}\n');
    // Whatever the user's own settings are, it is a patch that `git apply` takes.
    for (const [name, value] of Object.entries({noprefix: 'true', relative: 'true', submodule: 'log'}))
      git('config', `diff.${name}`, value);
    expect((await environment()).changes).toBe(changes);
    // Of other bytes than text no patch would be left.
    await writeFile(join(workspace.folder, 'pipeline.yaml'), Buffer.from([0x61, 0xe4, 0x0a]));
    expect((await environment()).changes).toBeUndefined();
    expect(await facts()).toMatchObject({git_dirty: true, git_changes: 'not all of it UTF-8'});
    // A patch of many megabytes is said, not kept.
    await workspace.write('pipeline.yaml', 'a'.repeat(5_000_000));
    expect((await environment()).changes).toBeUndefined();
    expect(await facts()).toMatchObject({git_dirty: true, git_changes: 'too large to keep'});
  } finally {
    await workspace.remove();
  }
});
