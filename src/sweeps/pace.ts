import type {Outcome} from './decision.ts';
import {methods} from './methods/index.ts';
import type {Sweep} from './sweep.ts';

/** When the next decision is due, and what is known by then. */
export interface Pace {
  /**
   * Resolves when a decision is due, with the moment on the sweep's clock, once all that had ended by then is learnt; undefined where
   * work was cut off. `at`: the moment of a decision taken before; `free`: it takes no lane now.
   */
  readonly next: (
    learn: (outcome: Outcome) => void,
    at: number | undefined,
    free: boolean,
  ) => Promise<number | undefined>;
  /** `length`: on the sweep's clock. */
  readonly begin: (work: Promise<Outcome | undefined>, length: number, number: number) => void;
  /** Nothing can be decided until more is known. */
  readonly wait: () => void;
  /** Waits for all that runs. */
  readonly finish: (learn: (outcome: Outcome) => void) => Promise<void>;
}

/** `changed` resolves when something is asked of the sweep, as for more trials. */
export const openPace = (sweep: Sweep, lanes: number, changed: () => Promise<void>): Pace =>
  sweep.earlyStop !== undefined ||
  sweep.budget.target !== undefined ||
  methods[sweep.method]?.usesResults === true
    ? byTheClock(lanes)
    : asTheyCome(lanes, changed);

interface Job {
  readonly work: Promise<Outcome | undefined>;
  readonly end: number;
  readonly number: number;
}

/**
 * For decisions that rest on results. Each lane has a clock of its own that counts epochs: work takes as many as it trains, whatever the
 * machine does meanwhile. A decision knows what ended by its moment on that clock and waits until that is there, so the same
 * sweep decides the same whoever was quicker. Trainings take about the time of their epochs: lanes hardly wait.
 */
function byTheClock(lanes: number): Pace {
  const free = Array.from({length: lanes}, () => 0);
  const jobs: Job[] = [];
  let now = 0;
  let cutOff = false;
  const settle = async (until: number, learn: (outcome: Outcome) => void): Promise<void> => {
    const due = jobs.filter(({end}) => end <= until).sort((a, b) => a.end - b.end || a.number - b.number);
    for (const job of due) {
      const outcome = await job.work;
      jobs.splice(jobs.indexOf(job), 1);
      if (outcome === undefined) cutOff = true;
      // What ended after something that was cut off might not have been known: it is learnt the next time.
      else if (!cutOff) learn(outcome);
    }
  };
  const earliest = (): number => free.indexOf(Math.min(...free));
  return {
    next: async (learn, at) => {
      now = at ?? Math.max(now, free[earliest()] ?? 0);
      await settle(now, learn);
      return cutOff ? undefined : now;
    },
    begin: (work, length, number) => {
      const end = now + length;
      free[earliest()] = end;
      jobs.push({work, end, number});
    },
    wait: () => {
      const later = Math.min(...jobs.map(({end}) => end));
      for (const [lane, time] of free.entries()) free[lane] = Math.max(time, later);
    },
    finish: (learn) => settle(Infinity, learn),
  };
}

/** For decisions that rest on no result, but for the time it took: whenever a lane is free. */
function asTheyCome(lanes: number, changed: () => Promise<void>): Pace {
  const running = new Set<Promise<void>>();
  const arrived: Outcome[] = [];
  let cutOff = false;
  let waits = false;
  const take = (learn: (outcome: Outcome) => void): void => {
    for (const outcome of arrived.splice(0)) learn(outcome);
  };
  return {
    next: async (learn, _at, known) => {
      // What is known from before ended long ago: it has its turn to arrive.
      await Promise.resolve();
      take(learn);
      const isFull = !known && running.size >= lanes;
      if (running.size > 0 && isFull) await Promise.race(running);
      else if (running.size > 0 && waits) await Promise.race([...running, changed()]);
      waits = false;
      take(learn);
      return cutOff ? undefined : 0;
    },
    begin: (work) => {
      const done: Promise<void> = work.then((outcome) => {
        if (outcome === undefined) cutOff = true;
        else arrived.push(outcome);
        running.delete(done);
      });
      running.add(done);
    },
    wait: () => {
      waits = true;
    },
    finish: async (learn) => {
      await Promise.all(running);
      take(learn);
    },
  };
}
