import {mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import {execa} from 'execa';
import {lookAfter, tell} from './after.ts';
import {copyOf, epochal, newFolder, startRun} from './ground.ts';
import type {Round} from './round.ts';
import {parts, takeOut} from './study.ts';

/** Only root may mount what these faults need. */
export const mayMount = process.getuid?.() === 0;

/** Runs in a small file system of its own, which is full somewhere in the middle; then there is room again. */
export const fullDisk: Round = async ({study, random}) => {
  const folder = newFolder();
  const part = parts[random.below(parts.length)] ?? 'light';
  const copy = await copyOf(study.folder);
  await takeOut(copy, part, study);
  await execa('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', folder]);
  try {
    // Node's own copy cuts times to milliseconds.
    await execa('cp', ['-a', `${copy}/.`, folder]);
    const {stdout} = await execa('du', ['-s', '--block-size=1', folder]);
    const kilobytes = Math.ceil(Number.parseInt(stdout, 10) / 1024) + 4 * random.below(90);
    await execa('mount', ['-o', `remount,size=${kilobytes}k`, folder]);
    const running = startRun(folder);
    const end = await running.ended;
    await execa('mount', ['-o', 'remount,size=64m', folder]);
    // What the record could not hold was said, and is missing there.
    const {problems, resumed} = await lookAfter({folder, study});
    const struck = end.exitCode !== 0 || end.stderr !== '';
    const badEnd =
      [0, 1, 3].includes(end.exitCode ?? 70) && !isTrace(end.stderr + end.stdout) ? [] : [tell(end)];
    return {folder, struck, what: `${part}, ${kilobytes} kB`, resumed, problems: [...badEnd, ...problems]};
  } finally {
    await execa('umount', ['-l', folder]);
    await execa('rm', ['-rf', copy]);
  }
};

const isTrace = (text: string): boolean => /\n\s+at .*:\d+:\d+/.test(text);

/** A store that may only be read: what is there can be used, what is not is refused with a reason. */
export const readOnlyStore: Round = async ({study, random}) => {
  const folder = await copyOf(study.folder);
  const whole = random.below(2) === 0;
  if (!whole) await takeOut(folder, parts[random.below(parts.length)] ?? 'light', study);
  const store = join(folder, 'artifacts');
  await mkdir(store, {recursive: true});
  await execa('mount', ['--bind', store, store]);
  let end;
  try {
    await execa('mount', ['-o', 'remount,bind,ro', store]);
    end = await epochal(folder, 'run', '--plain');
  } finally {
    await execa('umount', ['-l', store]);
  }
  // One stage has no cache: it is the only one that has to be made where all is there.
  const made = end.stdout.match(/ · started: /g)?.length ?? 0;
  const asItShould =
    end.exitCode === 3 &&
    end.stderr.includes('the file system is read only') &&
    !isTrace(end.stderr) &&
    (!whole || made === 1);
  const {problems, resumed} = await lookAfter({folder, study});
  return {
    folder,
    struck: true,
    what: whole ? 'with all there' : 'with work to do',
    resumed,
    problems: asItShould ? problems : [tell(end), ...problems],
  };
};
