import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {execa} from 'execa';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {inChildProcess} from '../../../src/executors/child-process.ts';
import {inProcess} from '../../../src/executors/in-process.ts';
import type {Executor, StageReport} from '../../../src/runner/stage-definition.ts';
import {bundle} from '../../rig/bundle.ts';
import {executorStages} from '../../rig/executor-stages.ts';

let entry = '';
let folder = '';
beforeAll(async () => {
  entry = await bundle(new URL('../../rig/executor-child.ts', import.meta.url));
  folder = await mkdtemp(join(tmpdir(), 'epochal-executors-'));
});
afterAll(async () => {
  await rm(dirname(entry), {recursive: true});
  await rm(folder, {recursive: true});
});

/** A job for a stage of the rig, and what was heard from it. */
function job(name: string, text = '') {
  const definition = executorStages[name];
  if (definition === undefined) throw new Error(`The rig has no stage ${name}.`);
  const cancel = new AbortController();
  const heard: StageReport[] = [];
  const onReport: {call: (said: StageReport) => void} = {call: () => undefined};
  const report = (said: StageReport) => {
    heard.push(said);
    onReport.call(said);
  };
  const paths = {inputs: {}, out: folder, scratch: folder, workspace: folder};
  const work = {params: {text}, ...paths, threads: 1, env: process.env, signal: cancel.signal, report};
  return {job: {definition, work}, cancel, heard, onReport};
}

/** A killed process may stand in the table until its parent looks at it: a zombie does not run. */
async function isRunning(pid: number): Promise<boolean> {
  const {stdout} = await execa('ps', ['-o', 'stat=', '-p', String(pid)], {reject: false});
  return stdout !== '' && !stdout.startsWith('Z');
}

const executors: [string, () => Executor][] = [
  ['in this process', () => inProcess],
  ['in a child process', () => inChildProcess({entry})],
];

describe.each(executors)('an executor %s', (_place, executor) => {
  test('does the work and passes on what the stage says, in order', async () => {
    const {job: toDo, heard} = job('works', 'hello');
    expect(await executor().execute(toDo)).toEqual({ok: true, value: undefined});
    expect(await readFile(join(folder, 'said.txt'), 'utf8')).toBe('hello');
    expect(heard).toEqual([
      {type: 'progress', done: 1, total: 2, unit: 'halves'},
      {type: 'metrics', step: 1, values: {loss: Number.NaN}},
      {type: 'log', level: 'info', text: 'written'},
    ]);
  });

  test('hands back an expected failure as it is', async () => {
    expect(await executor().execute(job('refuses').job)).toEqual({
      ok: false,
      failure: {code: 'refused', blame: 'outside', what: 'It was refused.', todo: 'Ask again.'},
    });
  });

  test('cancels a stage that listens', async () => {
    const {job: toDo, cancel, onReport} = job('waits');
    onReport.call = () => cancel.abort();
    const result = await executor().execute(toDo);
    expect(result).toMatchObject({ok: false, failure: {blame: 'cancelled'}});
  });
});

describe('a child process', () => {
  test('that meets a bug gives its stack', async () => {
    const result = await inChildProcess({entry}).execute(job('throws').job);
    expect(result).toMatchObject({
      ok: false,
      failure: {
        code: 'bug',
        blame: 'bug',
        what: 'Stage throws stopped at an error that should not happen: a bug',
      },
    });
  });

  test('that dies says how, and its last words', async () => {
    const result = await inChildProcess({entry}).execute(job('crashes').job);
    expect(result).toMatchObject({
      ok: false,
      failure: {
        code: 'stage-crashed',
        what: 'The process of stage crashes ended by itself (signal SIGKILL). Its last words: out of luck',
      },
    });
  });

  test('that does not hear is ended, and all it started', async () => {
    const {job: toDo, cancel, onReport} = job('deaf');
    let grandchild = 0;
    onReport.call = (said) => {
      if (said.type === 'log') grandchild = Number(said.text);
      cancel.abort();
    };
    expect(await inChildProcess({entry, grace: 100}).execute(toDo)).toMatchObject({
      ok: false,
      failure: {code: 'cancelled'},
    });
    expect(grandchild).toBeGreaterThan(0);
    expect(await isRunning(grandchild)).toBe(false);
  });

  test('that is done is not waited for because of what it left behind, and all of that in its group ends', async () => {
    const {job: toDo, heard} = job('leaves');
    expect(await inChildProcess({entry}).execute(toDo)).toEqual({ok: true, value: undefined});
    const [inGroup, outside] = heard.map((said) => (said.type === 'log' ? Number(said.text) : NaN));
    expect(await isRunning(inGroup ?? NaN)).toBe(false);
    process.kill(outside ?? NaN, 'SIGKILL');
  });

  test('is not left behind when this process was asked to cancel before it began', async () => {
    const {job: toDo, cancel} = job('works');
    cancel.abort();
    expect(await inChildProcess({entry, grace: 100}).execute(toDo)).toMatchObject({
      ok: false,
      failure: {code: 'cancelled'},
    });
  });
});
