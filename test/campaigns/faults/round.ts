import type {Stream} from '../../../src/ml/random.ts';
import type {Aftermath} from './after.ts';
import type {Study} from './study.ts';

/** One fault, done to a copy of the study, and what came of it. */
export type Round = (given: {readonly study: Study; readonly random: Stream}) => Promise<Outcome>;

export interface Outcome extends Aftermath {
  readonly folder: string;
  /** Whether the fault came before the command was done. */
  readonly struck: boolean;
  /** What was done, as it can be done again. */
  readonly what: string;
}
