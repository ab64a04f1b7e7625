import type {Failure} from '../runner/failure.ts';
import type {Point} from './sweep.ts';

/** One step of a sweep. All that it rests on was known before it; it is recorded with its reason, and never taken twice. */
export type Decision = Start | Continue | Stop;

interface Step {
  /** From 0, without gaps. */
  readonly number: number;
  /** From 1. */
  readonly trial: number;
  /** In words: why this, and why now. */
  readonly reason: string;
  /**
   * When, on the clock of the sweep, which counts epochs in each lane (or trials, where nothing counts epochs): what was known is what
   * had ended by then. So decisions do not hang on which of two trainings happened to be quicker. 0 where no decision rests on results.
   */
  readonly clock: number;
}

/** A trial begins. */
export interface Start extends Step {
  readonly kind: 'start';
  /** From 1; trials of one point, each with another seed, have the same. */
  readonly group: number;
  readonly point: Point;
  readonly seed?: number;
  /** How often the method was asked by then. */
  readonly draws: number;
  /** Where it pauses to be judged; left out, it trains to its end. */
  readonly epochs?: number;
  /** Epochs of its end; 0 where nothing counts epochs. */
  readonly full: number;
}

/** A trial goes on from where it paused. */
export interface Continue extends Step {
  readonly kind: 'continue';
  readonly epochs: number;
}

/** A trial does not go on. */
export interface Stop extends Step {
  readonly kind: 'stop';
}

/** What comes of a decision to train. */
export type Work = Start | Continue;

/** A decision without what only the conductor knows. */
export type Proposal = Decision extends infer Each
  ? Each extends Decision
    ? Omit<Each, 'number' | 'clock'>
    : never
  : never;

/** What to do, where that is not a decision: let the time pass until more is known, or nothing more. */
export type Pause = {readonly kind: 'wait'} | {readonly kind: 'end'; readonly reason: string};

/** What came of a decision to train. */
export interface Outcome {
  /** The number of the decision. */
  readonly decision: number;
  readonly trial: number;
  /** `stopped`: by hand, while it ran. */
  readonly status: 'done' | 'failed' | 'stopped';
  /** The id of the run; of the earlier one where it equals one. */
  readonly run: string;
  /** Every stage was in the store already. */
  readonly cached: boolean;
  /** Of the objective; none where it failed or was stopped. */
  readonly value?: number;
  /** Of work done for it. */
  readonly seconds: number;
  readonly failure?: Failure;
}
