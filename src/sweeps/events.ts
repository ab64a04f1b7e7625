import type {Params} from '../runner/pipeline.ts';
import type {Outcome} from './decision.ts';
import type {Objective} from './sweep.ts';

/** What happens in a sweep, beside the events of its runs. Plain data, as those. */
export type SweepEvent = SweepStarted | TrialStarted | TrialDone | TrialStopped | SweepDone;

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

/** A decision was taken, and its run begins: of a new trial, or of one that goes on. */
export interface TrialStarted extends At {
  readonly type: 'trial-started';
  readonly trial: number;
  readonly run: string;
  /** What sets this trial apart: its point, and its seed. */
  readonly changes: Params;
  readonly reason: string;
  /** Where it pauses to be judged, or ends; left out, at its end. */
  readonly epochs?: number;
}

export interface TrialDone extends At, Outcome {
  readonly type: 'trial-done';
  /** No trial did better so far. */
  readonly isBest: boolean;
  /** That it trained so far; 0 where nothing counts epochs. */
  readonly epochs: number;
  /** It may go on. */
  readonly paused: boolean;
}

/** It paused, was judged, and does not go on. */
export interface TrialStopped extends At {
  readonly type: 'trial-stopped';
  readonly trial: number;
  readonly reason: string;
}

export interface SweepDone extends At {
  readonly type: 'sweep-done';
  readonly status: 'done' | 'cancelled';
  /** Why nothing more was begun. */
  readonly reason: string;
  readonly trials: number;
  readonly failed: number;
  /** Trial number. */
  readonly best?: number;
}

export type SweepListener = (event: SweepEvent) => void;
