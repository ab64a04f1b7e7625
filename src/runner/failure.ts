/**
 * Expected failures are values. A failure says what went wrong and why, where, and what to do about it;
 * it is plain data, so that it crosses processes, is kept in the database and is shown by any view.
 * An exception is a bug of ours: it is caught once, at the edge.
 */

/** Whose problem it is; decides the exit code. */
export type Blame = 'stage' | 'user' | 'outside' | 'bug' | 'cancelled';

/** A place in a text file. Line and column count from 1. */
export interface Place {
  /** Absolute; views shorten it. */
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

export interface Failure {
  /** A stable name in kebab-case, such as `param-unknown`; scripts may rely on it. */
  readonly code: string;
  readonly blame: Blame;
  /** One sentence: what happened and why. */
  readonly what: string;
  readonly where?: Place;
  /** The last lines of a program that failed, as it said them. */
  readonly quote?: readonly string[];
  /** One sentence: what the reader can do. */
  readonly todo?: string;
  /** The facts behind the sentence, for `--json` and for tests. */
  readonly facts?: Readonly<Record<string, unknown>>;
}

export type Result<T, F = Failure> = Ok<T> | Fail<F>;
export interface Ok<T> {
  readonly ok: true;
  readonly value: T;
}
export interface Fail<F> {
  readonly ok: false;
  readonly failure: F;
}

export const ok = <T>(value: T): Ok<T> => ({ok: true, value});
export const fail = <F>(failure: F): Fail<F> => ({ok: false, failure});

/** Exit codes as documented: 0 done; 1 a stage; 2 the user's files; 3 something outside; 70 a bug; 130 cancelled. */
export const exitCodes = {stage: 1, user: 2, outside: 3, bug: 70, cancelled: 130} as const satisfies Record<
  Blame,
  number
>;
