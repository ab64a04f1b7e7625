import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {Stream} from '../../../src/ml/random.ts';
import {lookAfter} from './after.ts';
import {copyOf, startRun, type Fault, type Running} from './ground.ts';
import type {Outcome, Round} from './round.ts';
import {parts, takeOut, type Part, type Study} from './study.ts';

/** An undisturbed run of a part: when it said what, and how many calls into the file system its processes made. */
interface Rehearsal {
  readonly moments: readonly number[];
  readonly calls: Readonly<Record<'cli' | 'child', number>>;
}

export type Rehearsals = ReadonlyMap<Part, Rehearsal>;

/** Runs every part once, to know over what kills are to be spread. */
export async function rehearse(study: Study): Promise<Rehearsals> {
  const rehearsals = new Map<Part, Rehearsal>();
  for (const part of parts) {
    let moments: readonly number[] = [];
    const counted = {cli: 0, child: 0};
    for (const program of ['cli', 'child'] as const) {
      if (program === 'child' && part === 'light') continue;
      const folder = await copyOf(study.folder);
      await takeOut(folder, part, study);
      const count = join(folder, 'calls');
      const running = startRun(folder, [], {program, count});
      await running.ended;
      if (program === 'cli') moments = running.events.map(({after}) => after);
      counted[program] = Number(await readFile(count, 'utf8'));
    }
    rehearsals.set(part, {moments, calls: counted});
  }
  return rehearsals;
}

/**
 * kill -9 in the middle of a run. `moment`: at a time spread over its whole length, told from the event before it, so that a slow machine
 * changes nothing. `call`: before, within or after one of the main process's calls into the file system; `child`: of a stage's process.
 */
export type Kill = 'moment' | 'call' | 'child';

export const killRound =
  (kill: Kill, rehearsals: Rehearsals): Round =>
  async ({study, random}): Promise<Outcome> => {
    const part = partFor(kill, random);
    const rehearsal = rehearsals.get(part) ?? {moments: [], calls: {cli: 1, child: 1}};
    const folder = await copyOf(study.folder);
    await takeOut(folder, part, study);
    const program = kill === 'child' ? 'child' : 'cli';
    const fault: Fault | undefined =
      kill === 'moment'
        ? undefined
        : {
            program,
            call: 1 + random.below(rehearsal.calls[program]),
            when: (['before', 'within', 'after'] as const)[random.below(3)] ?? 'after',
          };
    const running = startRun(folder, [], fault);
    const at = kill === 'moment' ? killAt(running, rehearsal.moments, random) : JSON.stringify(fault);
    const end = await running.ended;
    const struck = kill === 'child' ? end.exitCode === 1 : end.signal === 'SIGKILL';
    const after = await lookAfter({folder, study, said: running.events});
    return {folder, struck, what: `${part}, ${at}`, ...after};
  };

/** What takes long is done less often, so that all of it ends within a coffee break. */
function partFor(kill: Kill, random: Stream): Part {
  const [, ...heavy] = parts;
  const light = kill === 'child' ? 0 : 0.6;
  return random.uniform() < light ? 'light' : (heavy[random.below(heavy.length)] ?? 'train');
}

/** So long after so many events as the rehearsal needed to some moment in it. */
function killAt(running: Running, moments: readonly number[], random: Stream): string {
  const time = random.uniform() * (moments.at(-1) ?? 0);
  const before = moments.filter((moment) => moment <= time).length;
  const delay = time - (moments[before - 1] ?? 0);
  const kill = () => setTimeout(() => running.kill('SIGKILL'), delay);
  if (before === 0) kill();
  else
    running.onEvent(() => {
      if (running.events.length === before) kill();
    });
  return `${Math.round(delay)} ms after event ${before} of ${moments.length}`;
}
