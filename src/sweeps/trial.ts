import type {Continue, Outcome, Start} from './decision.ts';
import type {Point} from './sweep.ts';

/** A trial as far as it is known. Every one has every field, so that ten thousand of them are of one shape. */
export interface Trial {
  readonly number: number;
  readonly group: number;
  readonly point: Point;
  readonly seed: number | undefined;
  /** `paused`: it waits to be judged. `stopped`: it was, and does not go on. `done`: it trained to its end. */
  readonly status: 'running' | 'paused' | 'stopped' | 'done' | 'failed';
  /** That it trains if it is not stopped; 0 where nothing counts epochs. */
  readonly full: number;
  /** To which it was or is being trained. */
  readonly epochs: number;
  /** What it was worth wherever it was judged, in order. */
  readonly marks: readonly Mark[];
  /** Of its latest work. */
  readonly outcome: Outcome | undefined;
  /** Of all its work. */
  readonly seconds: number;
}

export interface Mark {
  readonly epochs: number;
  readonly value: number;
}

export const begun = ({trial: number, group, point, seed, epochs, full}: Start): Trial => ({
  number,
  group,
  point,
  seed,
  status: 'running',
  full,
  epochs: epochs ?? full,
  marks: noMarks,
  outcome: undefined,
  seconds: 0,
});

const noMarks: readonly Mark[] = [];

export const goingOn = (before: Trial, {epochs}: Continue): Trial =>
  after(before, {status: 'running', epochs});

export const stopped = (before: Trial): Trial => after(before, {status: 'stopped'});

/** Written out: of each spread V8 keeps a shape of its own, larger than the trial. */
const after = (
  before: Trial,
  now: Pick<Trial, 'status'> & Partial<Pick<Trial, 'epochs' | 'marks' | 'outcome' | 'seconds'>>,
): Trial => ({
  number: before.number,
  group: before.group,
  point: before.point,
  seed: before.seed,
  status: now.status,
  full: before.full,
  epochs: now.epochs ?? before.epochs,
  marks: now.marks ?? before.marks,
  outcome: now.outcome ?? before.outcome,
  seconds: now.seconds ?? before.seconds,
});

/** With what came of its work. */
export function ended(before: Trial, outcome: Outcome): Trial {
  const {epochs, full, marks} = before;
  const seconds = before.seconds + outcome.seconds;
  const {value} = outcome;
  // What it did since it was judged last is not known: it does not count.
  if (outcome.status === 'stopped')
    return after(before, {status: 'stopped', epochs: marks.at(-1)?.epochs ?? 0, outcome, seconds});
  if (value === undefined) return after(before, {status: 'failed', outcome, seconds});
  const status = epochs < full ? 'paused' : 'done';
  return after(before, {status, outcome, seconds, marks: marks.concat({epochs, value})});
}

/** The value that a trial is judged by in the end: its last. Undefined where it failed. */
export const valueOf = ({status, marks}: Trial): number | undefined =>
  status === 'failed' ? undefined : marks.at(-1)?.value;
