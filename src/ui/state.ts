import type {Failure} from '../runner/failure.ts';
import type {Course} from './course.ts';
import type {Progress} from './progress-text.ts';

/** An execution as a person wants to see it. Made by `fold` from events alone; all times come from them. */
export interface ExecutionState {
  readonly pipeline: string;
  readonly status: 'running' | 'done' | 'failed' | 'cancelled';
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly seconds: number;
  /** How many runs there will be. */
  readonly expected: number;
  /** In the order in which they began. */
  readonly runs: readonly RunState[];
  /** What is worth keeping on the screen once it was said, in order. */
  readonly told: readonly Told[];
}

export type Told =
  /** What the program itself has to say, such as that it is stopping. */
  | {readonly type: 'note'; readonly text: string}
  | {readonly type: 'run-done'; readonly run: RunState}
  | {readonly type: 'stage-failed'; readonly label: string; readonly stage: string; readonly failure: Failure}
  | {
      readonly type: 'message';
      readonly label: string;
      readonly stage: string;
      readonly level: 'info' | 'warning';
      readonly text: string;
    };

export interface RunState {
  readonly id: string;
  /** The experiment; with a number where several runs have one. */
  readonly label: string;
  readonly status: 'running' | 'done' | 'failed' | 'cancelled';
  readonly startedAt: number;
  readonly seconds: number;
  /** The earlier run that this one repeats. */
  readonly equals?: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly stages: readonly StageState[];
  /** The latest value of every metric. */
  readonly latest: Readonly<Record<string, number>>;
}

export interface StageState {
  readonly name: string;
  readonly at: StageStanding;
  readonly progress?: Progress;
  readonly epochs?: Epochs;
  /** The last line that its program printed. */
  readonly printed?: string;
}

type StageStanding =
  | {readonly status: 'pending'}
  | {readonly status: 'waiting'; readonly since: number; readonly reason: string}
  | {readonly status: 'running'; readonly since: number; readonly reason: string; readonly attempt: number}
  | {
      readonly status: 'done';
      readonly how: 'ran' | 'cached' | 'shared';
      readonly seconds: number;
      readonly reason: string;
    }
  | {readonly status: 'failed'; readonly failure: Failure; readonly seconds: number}
  | {readonly status: 'skipped'; readonly because: string};

export interface Epochs {
  /** The last one that ended, from 1. */
  readonly current: number;
  readonly total?: number;
  /** Of that epoch. */
  readonly values: Readonly<Record<string, number>>;
  readonly losses: Course;
  /** When the last few ended, in milliseconds since 1970. */
  readonly ends: readonly number[];
}

export const nothingYet: ExecutionState = {
  pipeline: '',
  status: 'running',
  startedAt: 0,
  seconds: 0,
  expected: 0,
  runs: [],
  told: [],
};
