import {setTimeout as sleep} from 'node:timers/promises';

/** Time, as an argument: tests need not wait. */
export interface Clock {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Resolves after so many milliseconds, or as soon as the signal says stop. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Time as `wall` has it, in whole milliseconds; where that is set back it goes on from where it was by what `steady` counts: nothing that is
 * measured by it takes less than no time.
 */
export function neverBack(wall: () => number, steady: () => number): () => number {
  let [now, counted] = [-Infinity, 0];
  return () => {
    const count = steady();
    now = Math.max(wall(), now + count - counted);
    counted = count;
    return Math.floor(now);
  };
}

export const systemClock: Clock = {
  now: neverBack(Date.now, () => performance.now()),
  wait: (milliseconds, signal) => sleep(milliseconds, undefined, {signal}).catch(() => undefined),
};
