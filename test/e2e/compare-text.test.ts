import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {execa} from 'execa';
import type {Workspace} from '../rig/epochal.ts';
import {recordedStudy} from '../rig/recorded-study.ts';
import {recordedWorkspace} from '../rig/recorded-workspace.ts';

const program = new URL('../../dist/cli.js', import.meta.url).pathname;
let workspace: Workspace;

beforeAll(async () => {
  workspace = await recordedWorkspace(recordedStudy({epochs: 4}).flat());
});
afterAll(() => workspace.remove());

describe('every pane of the dashboard as text', () => {
  test.each([
    ['differences', ['mlp', 'cnn', '--pane', 'differences', '--baseline', 'mlp']],
    ['curves of a metric', ['--pane', 'curves', '--metric', 'val_loss']],
    ['stages', ['cnn', '--pane', 'stages']],
    ['figures', ['cnn', '--pane', 'figures']],
    ['log', ['cnn', '--pane', 'log']],
  ])('%s', async (_name, args) => {
    const forms = await Promise.all(
      [[], ['--csv'], ['--md'], ['--json']].map((form) => workspace.epochal('compare', ...args, ...form)),
    );
    expect(forms.map(({exitCode, stderr}) => ({exitCode, stderr}))).toEqual(
      forms.map(() => ({exitCode: 0, stderr: ''})),
    );
    expect(forms.map(({stdout}) => stdout).join('\n\n')).toMatchSnapshot();
  });
});

test('a gate that no run comes to is refused; one that only its baseline comes to passes', async () => {
  const gate = ['--fail-if', 'val_acc < base'];
  const none = await workspace.epochal(
    'compare',
    'cnn',
    '--where',
    'val_acc<0',
    '--baseline',
    'mlp',
    ...gate,
  );
  expect({exitCode: none.exitCode, stderr: none.stderr}).toEqual({
    exitCode: 2,
    stderr:
      'No run passes, so `--fail-if` has nothing to judge.\n  Name other runs, or another `--where`: a gate that judges nothing is no gate.',
  });
  const itself = await workspace.epochal('compare', 'mlp', '--baseline', 'mlp', ...gate);
  expect({exitCode: itself.exitCode, stdout: itself.stdout}).toEqual({
    exitCode: 0,
    stdout: '✔ None of 0 runs meets: val_acc < base',
  });
});

describe('without a terminal', () => {
  test.each([
    ['nothing set', {}],
    ['NO_COLOR', {NO_COLOR: '1'}],
    ['TERM=dumb', {TERM: 'dumb'}],
    ['FORCE_COLOR', {FORCE_COLOR: '1'}],
  ])('a table has no escape codes and loads no Ink: %s', async (_name, env) => {
    // Node itself says what is loaded.
    const {stdout, stderr, exitCode} = await execa(process.execPath, [program, 'compare', 'runs'], {
      cwd: workspace.folder,
      env: {PATH: process.env['PATH'], HOME: workspace.folder, NODE_DEBUG: 'esm', ...env},
      extendEnv: false,
      stdin: 'ignore',
    });
    expect(exitCode).toBe(0);
    expect(stdout).not.toContain('\x1b');
    expect(stderr).not.toMatch(/node_modules\/(ink|react)\//);
  });
  test('a reader that leaves early is no fault', async () => {
    const {stdout, stderr, exitCode} = await execa(
      'sh',
      ['-c', '"$0" "$1" compare runs | head -n 1', process.execPath, program],
      {
        cwd: workspace.folder,
        stdin: 'ignore',
      },
    );
    expect({stderr, exitCode}).toEqual({stderr: '', exitCode: 0});
    expect(stdout).toMatch(/^run {2}/);
  });
});
