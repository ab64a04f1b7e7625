import type {Stream} from '../../../src/ml/random.ts';

/** A reader of files that users or disks may have spoilt. */
export interface Target {
  readonly name: string;
  /** Reads one mutant. What is wrong with how that was taken, or undefined. It may throw: that is wrong too. */
  readonly feed: (random: Stream) => Promise<string | undefined>;
  readonly close: () => Promise<void>;
}

/** What must never be shown to a user. */
export const isTrace = (text: string): boolean => /\n\s+at .*:\d+:\d+/.test(text);
