import type {Params} from '../runner/pipeline.ts';
import type {Outcome} from './decision.ts';
import type {Budget, Objective} from './sweep.ts';

/** What happens in a sweep, beside the events of its runs. Plain data, as those. */
export type SweepEvent =
  | SweepStarted
  | TrialKnown
  | TrialStarted
  | TrialDone
  | TrialStopped
  | SweepPaused
  | SweepResumed
  | TrialsAdded
  | SweepDone;

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
  readonly budget: Budget;
  /** At most so many, where that is known. */
  readonly trials?: number;
  /** Trials that are known from before. */
  readonly resumed: number;
}

/** The best point so far. */
export interface BestSoFar {
  /** The first of its trials. */
  readonly trial: number;
  /** The mean over its seeds. */
  readonly value: number;
  /** After which it is. */
  readonly epochs: number;
  /** How many of its seeds have a value. */
  readonly seeds: number;
}

/** What came of a decision that was taken the last time. */
export interface TrialKnown extends At, Outcome {
  readonly type: 'trial-known';
  readonly changes: Params;
  readonly epochs: number;
  readonly full: number;
  readonly paused: boolean;
  readonly best?: BestSoFar;
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
  /** Epochs of its end; 0 where nothing counts epochs. */
  readonly full: number;
}

export interface TrialDone extends At, Outcome {
  readonly type: 'trial-done';
  /** It belongs to the best point so far. */
  readonly isBest: boolean;
  readonly best?: BestSoFar;
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

/** Nothing new begins until it goes on. */
export interface SweepPaused extends At {
  readonly type: 'sweep-paused';
}

export interface SweepResumed extends At {
  readonly type: 'sweep-resumed';
}

/** The budget was raised. */
export interface TrialsAdded extends At {
  readonly type: 'trials-added';
  readonly trials: number;
  /** How many there will be at the most now, where that is known: a grid has no more than its points. */
  readonly most?: number;
}

export interface SweepDone extends At {
  readonly type: 'sweep-done';
  readonly status: 'done' | 'cancelled';
  /** Why nothing more was begun; empty where it was cancelled by hand. */
  readonly reason: string;
  readonly trials: number;
  readonly failed: number;
  /** The first trial of the best point. */
  readonly best?: number;
}

export type SweepListener = (event: SweepEvent) => void;
