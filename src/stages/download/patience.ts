/** What a test replaces so as not to wait. */
export interface Patience {
  /** Resolves after so many milliseconds, or at once when the signal aborts. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** 0 to 1, for the jitter. */
  readonly random: () => number;
}

export const realPatience: Patience = {
  sleep: (milliseconds, signal) =>
    new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, milliseconds);
      if (signal.aborted) wake();
      else signal.addEventListener('abort', wake);
    }),
  random: Math.random,
};

/**
 * Milliseconds to wait before attempt `next` (2, 3, …): doubling from the first wait, at most two minutes, and between half of that and
 * half as much again, so that many who were cut off together do not come back together.
 */
export const backOff = (next: number, firstWait: number, random: number): number =>
  Math.min(firstWait * 2 ** (next - 2), 120_000) * (0.5 + random);
