/** What may be given to the verbs about sweeps: as `verbs/sweeps.ts` declares it, and the verbs take it. */

export interface SweepOptions {
  readonly file?: string;
  readonly set: readonly string[];
  readonly jobs?: number;
  /** Seconds. */
  readonly budget?: number;
  readonly plain?: true;
  readonly json?: true;
}

export interface PlanOptions {
  readonly file?: string;
  readonly set: readonly string[];
  readonly jobs?: number;
  /** Seconds. */
  readonly budget?: number;
  readonly json?: true;
}

export interface SweepControlOptions {
  readonly file: string;
}
