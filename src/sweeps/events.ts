import type {Params} from '../runner/pipeline.ts';
import type {Decision, Outcome} from './decision.ts';
import type {Objective} from './sweep.ts';

/** What happens in a sweep, beside the events of its runs. Plain data, as those. */
export type SweepEvent = SweepStarted | TrialStarted | TrialDone | SweepDone;

interface At {
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface SweepStarted extends At {
  readonly type: 'sweep-started';
  readonly sweep: string;
  readonly method: string;
  readonly objective: Objective;
  /** Params that vary. */
  readonly params: readonly string[];
  /** Trials side by side. */
  readonly lanes: number;
  /** Trials that are known from before. */
  readonly resumed: number;
}

/** A decision was taken, and its run begins. */
export interface TrialStarted extends At {
  readonly type: 'trial-started';
  readonly trial: number;
  readonly run: string;
  /** What sets this trial apart: its point, and its seed. */
  readonly changes: Params;
  readonly reason: string;
}

export interface TrialDone extends At, Outcome {
  readonly type: 'trial-done';
  /** No trial did better so far. */
  readonly isBest: boolean;
}

export interface SweepDone extends At {
  readonly type: 'sweep-done';
  readonly status: 'done' | 'cancelled';
  /** Why nothing more was begun. */
  readonly reason: Decision['reason'];
  readonly trials: number;
  readonly failed: number;
  /** Trial number. */
  readonly best?: number;
}

export type SweepListener = (event: SweepEvent) => void;
