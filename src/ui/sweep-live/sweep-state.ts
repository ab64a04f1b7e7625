import type {Failure} from '../../runner/failure.ts';
import type {Params} from '../../runner/pipeline.ts';
import type {BestSoFar} from '../../sweeps/events.ts';
import type {Budget, Objective} from '../../sweeps/sweep.ts';
import {nothingYet, type ExecutionState} from '../state.ts';

/** A sweep as a person wants to see it. Made by `foldSweep` from events alone; all times come from them. */
export interface SweepState {
  readonly sweep: string;
  readonly method: string;
  readonly objective: Objective;
  readonly lanes: number;
  readonly budget: Budget;
  /** Trials that there will be at the most, where that is known. */
  readonly most?: number;
  readonly status: 'running' | 'paused' | 'done' | 'cancelled';
  /** Why it ended. */
  readonly reason: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly endedAt?: number;
  /** In the order in which they began; trial 1 is the first. */
  readonly trials: readonly TrialState[];
  /** Those whose runs are under way. */
  readonly underWay: readonly UnderWay[];
  /** Of the runs under way alone. */
  readonly execution: ExecutionState;
  /** How many trials were judged at so many epochs, or ended there. */
  readonly reached: Readonly<Record<number, number>>;
  readonly best: BestSoFar | undefined;
  /** What is worth keeping on the screen once it was said, in order. */
  readonly told: readonly SweepTold[];
}

export interface TrialState {
  readonly number: number;
  readonly changes: Params;
  readonly status: 'running' | 'paused' | 'stopped' | 'done' | 'failed';
  /** To which it was or is being trained. */
  readonly epochs: number;
  /** Of its end; 0 where nothing counts epochs. */
  readonly full: number;
  /** Where it was judged last. */
  readonly value?: number;
  /** The epochs that it had there. */
  readonly judged: number;
  /** The objective, epoch by epoch, as far as it was seen. */
  readonly curve: readonly number[];
  /** Of work. */
  readonly seconds: number;
  readonly run: string;
}

export interface UnderWay {
  readonly trial: number;
  readonly run: string;
  /** By epoch, from 1. */
  readonly curve: readonly number[];
}

export type SweepTold =
  /** What the program itself has to say. */
  | {readonly type: 'note'; readonly text: string}
  | {
      readonly type: 'message';
      readonly stage: string;
      readonly level: 'info' | 'warning';
      readonly text: string;
    }
  | {
      readonly type: 'trial';
      readonly trial: TrialState;
      readonly metric: string;
      readonly isBest: boolean;
      readonly cached: boolean;
      readonly failure?: Failure;
      /** The first trial in which the very same failed. */
      readonly failedAs?: number;
    }
  | {readonly type: 'stopped'; readonly trial: number; readonly reason: string};

export const noSweepYet: SweepState = {
  sweep: '',
  method: '',
  objective: {metric: '', direction: 'max', of: 'last'},
  lanes: 1,
  budget: {},
  status: 'running',
  reason: '',
  startedAt: 0,
  trials: [],
  underWay: [],
  execution: nothingYet,
  reached: {},
  best: undefined,
  told: [],
};
