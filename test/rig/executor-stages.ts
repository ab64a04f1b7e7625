import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {z} from 'zod';
import {fail, ok} from '../../src/runner/failure.ts';
import {defineStage, type StageDefinition, type StageWork} from '../../src/runner/stage-definition.ts';

/** Stages that each do one thing an executor must cope with. */
const stage = (
  name: string,
  run: (work: StageWork<Record<string, unknown>>) => ReturnType<StageDefinition['run']>,
) =>
  defineStage({
    name,
    summary: name,
    params: z.object({text: z.string().default('')}),
    inputs: {},
    lane: 'light',
    place: 'child',
    numeric: false,
    run,
  });

const works = stage('works', async (work) => {
  work.report({type: 'progress', done: 1, total: 2, unit: 'halves'});
  work.report({type: 'metrics', step: 1, values: {loss: Number.NaN}});
  await writeFile(join(work.out, 'said.txt'), String(work.params['text']));
  work.report({type: 'log', level: 'info', text: 'written'});
  return ok(undefined);
});

const refuses = stage('refuses', () =>
  Promise.resolve(fail({code: 'refused', blame: 'outside', what: 'It was refused.', todo: 'Ask again.'})),
);

const throws = stage('throws', () => Promise.reject(new Error('a bug')));

/** Reports that it began, then waits until it is cancelled. */
const waits = stage('waits', async (work) => {
  work.report({type: 'log', level: 'info', text: 'waiting'});
  await sleep(60_000, undefined, {signal: work.signal}).catch(() => undefined);
  return fail({code: 'cancelled', blame: 'cancelled', what: 'It was cancelled.'});
});

const crashes = stage('crashes', () => {
  process.stderr.write('out of luck\n');
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => undefined);
});

/** Starts a process of its own, says its pid, and hears nothing. */
const deaf = stage('deaf', async (work) => {
  const {execa} = await import('execa');
  const grandchild = execa('sleep', ['600'], {reject: false});
  work.report({type: 'log', level: 'info', text: String(grandchild.pid)});
  for (;;) await sleep(60_000);
});

/** Starts processes that hold its pipes open, says their pids, and ends: one in its group, and one that left it. */
const leaves = stage('leaves', async (work) => {
  const {spawn} = await import('node:child_process');
  for (const detached of [false, true]) {
    const left = spawn('sleep', ['600'], {stdio: 'inherit', detached});
    work.report({type: 'log', level: 'info', text: String(left.pid)});
  }
  return ok(undefined);
});

export const executorStages = Object.fromEntries(
  [works, refuses, throws, waits, crashes, deaf, leaves].map((definition: StageDefinition) => [
    definition.name,
    definition,
  ]),
);
