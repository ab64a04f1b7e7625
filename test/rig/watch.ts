/** Waits for what a program shows: looks whenever it was told of a change, never after a time. */
export interface Watch {
  readonly changed: () => void;
  /** Resolves with what is there as soon as it is as wanted; fails with what there was two minutes later. */
  readonly until: (wanted: RegExp, look: () => string | Promise<string>) => Promise<string>;
}

export function openWatch(): Watch {
  let changed = () => {};
  return {
    changed: () => changed(),
    until: async (wanted, look) => {
      const end = performance.now() + patience;
      const timer = setTimeout(() => changed(), patience + 1);
      try {
        for (;;) {
          const next = new Promise<void>((resolve) => (changed = resolve));
          const seen = await look();
          if (wanted.test(seen)) return seen;
          if (performance.now() >= end) throw new Error(`${String(wanted)} is not to be seen:\n${seen}`);
          await next;
        }
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

const patience = 120_000;
