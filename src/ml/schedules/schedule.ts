import type {z} from 'zod';

/** How the learning rate goes over a training, as a factor on `learning_rate`. */
export interface Schedule<Params extends z.ZodObject = z.ZodObject> {
  /** Equal to its file's name; what `with: {schedule: …}` says. */
  readonly name: string;
  readonly summary: string;
  /** The paper or page it comes from. */
  readonly source: string;
  /** The params this schedule understands, with defaults and docs; they stand flat beside train's own. */
  readonly params: Params;
  /** Why an epoch's rate depends on how many epochs there will be; left out where it does not. */
  readonly dependsOnTotalEpochs?: string;
  /** The factor at a moment, 0–1. A method, so that a schedule with params of its own stands in a list of schedules. */
  factor(moment: Moment, params: z.output<Params>): number;
}

/** Before a step. */
export interface Moment {
  /** From where the schedule began: 1.5 is in the middle of the second epoch. */
  readonly epochsDone: number;
  /** How many the schedule has in all, `epochsDone` before the first step after them. */
  readonly epochs: number;
  /** What the epochs since the schedule began came to, one number each: the smaller the better. */
  readonly history: readonly number[];
}

export const defineSchedule = <Params extends z.ZodObject>(schedule: Schedule<Params>): Schedule<Params> =>
  schedule;
