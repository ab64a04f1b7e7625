import type {Proposal} from '../decision.ts';
import type {Ledger} from '../ledger.ts';
import type {EarlyStop} from '../sweep.ts';

/** A way to tell early which trials are not worth their epochs. One file a rule; `index.ts` lists them. */
export interface Rule {
  /** Equal to its file's name; what `early_stop: {method: …}` says. */
  readonly name: string;
  /** One line for messages and docs. */
  readonly summary: string;
  /** Where a trial of so many epochs pauses to be judged, rising; without its end. */
  readonly pauses: (spec: EarlyStop, full: number) => readonly number[];
  /** The next trial to go on or to stop; undefined where none of those that pause can be judged now. */
  readonly judge: (ledger: Ledger, spec: EarlyStop) => Proposal | undefined;
}
