import type {Failure} from '../runner/failure.ts';
import type {Point} from './sweep.ts';

/** One step of a sweep. All that it rests on was known before it; it is recorded with its reason, and never taken twice. */
export type Decision = Start | End;

interface Step {
  /** From 0, without gaps. */
  readonly number: number;
  /** In words: why this, and why now. */
  readonly reason: string;
}

/** A trial begins. */
export interface Start extends Step {
  readonly kind: 'start';
  /** From 1. */
  readonly trial: number;
  /** From 1; trials of one point, each with another seed, have the same. */
  readonly group: number;
  readonly point: Point;
  readonly seed?: number;
  /** How often the method was asked by then. */
  readonly draws: number;
}

/** Nothing more begins. */
export interface End extends Step {
  readonly kind: 'end';
}

/** What came of a decision to train. */
export interface Outcome {
  /** The number of the decision. */
  readonly decision: number;
  readonly trial: number;
  readonly status: 'done' | 'failed';
  /** The id of the run; of the earlier one where it equals one. */
  readonly run: string;
  /** Every stage was in the store already. */
  readonly cached: boolean;
  /** Of the objective; none where it failed. */
  readonly value?: number;
  /** Of work done for it. */
  readonly seconds: number;
  readonly failure?: Failure;
}
