import {readFile, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {lookAfter, tell} from './after.ts';
import {copyOf, startRun} from './ground.ts';
import type {Round} from './round.ts';
import {takeOut} from './study.ts';

/** A file that a stage reads is gone, before the run or while the stage is at it; then it is there again. */
export const vanishedInput: Round = async ({study, random}) => {
  const folder = await copyOf(study.folder);
  await takeOut(folder, 'light', study);
  const input = join(folder, 'words.txt');
  const text = await readFile(input);
  const before = random.below(2) === 0;
  if (before) await rm(input);
  const running = startRun(folder);
  running.onEvent(({event}) => {
    if (event.type === 'stage-started' && event.stage === 'count') void rm(input, {force: true});
  });
  const end = await running.ended;
  await writeFile(input, text);
  const failed = running.events.find(({event}) => event.type === 'stage-failed')?.event;
  const {problems, resumed} = await lookAfter({folder, study, said: running.events});
  const said =
    failed === undefined || failed.type !== 'stage-failed'
      ? end.exitCode === 0
      : failed.failure.what.includes('words.txt') || failed.failure.code === 'command-failed';
  return {
    folder,
    struck: end.exitCode !== 0,
    what: before ? 'gone before' : 'gone meanwhile',
    resumed,
    problems: said ? problems : [tell(end), ...problems],
  };
};

/** The clock goes back by up to a day in the middle of a run, and is right again in the next. */
export const clockSetBack: Round = async ({study, random}) => {
  const folder = await copyOf(study.folder);
  await takeOut(folder, random.below(3) === 0 ? 'train' : 'light', study);
  const clock = -1000 * (1 + random.below(86_400));
  const after = random.below(1500);
  const running = startRun(folder, [], {clock, after});
  const end = await running.ended;
  const {problems, resumed} = await lookAfter({folder, study, said: running.events});
  return {
    folder,
    struck: true,
    what: `${clock / 1000} s after ${after} ms`,
    resumed,
    problems: end.exitCode === 0 ? problems : [tell(end), ...problems],
  };
};
