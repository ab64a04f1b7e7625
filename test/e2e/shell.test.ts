import {execa} from 'execa';
import {createReadStream} from 'node:fs';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {makeWorkspace, type Workspace} from '../rig/epochal.ts';

// The command and its child hold the writing end of a named pipe: it ends for its reader when the last of them is gone.
const pipeline = `name: words
stages:
  slow: {run: 'exec 9> pipe; sleep 600 & echo begun >&9; wait'}
`;

let workspace: Workspace;
beforeEach(async () => {
  workspace = await makeWorkspace({'pipeline.yaml': pipeline});
  await execa('mkfifo', [workspace.path('pipe')]);
});
afterEach(() => workspace.remove());

test.each(['SIGKILL', 'SIGINT'] as const)(
  '%s on a run ends its commands and all they started',
  async (signal) => {
    const running = workspace.start('run', '--plain');
    let said = '';
    for await (const chunk of createReadStream(workspace.path('pipe'), 'utf8')) {
      said += String(chunk);
      running.kill(signal);
    }
    expect(said).toBe('begun\n');
    const {exitCode, signal: endedBy} = await running;
    expect([exitCode, endedBy]).toEqual(signal === 'SIGKILL' ? [undefined, 'SIGKILL'] : [130, undefined]);
  },
);
