/** What may be given to the verbs that repeat a run: as `verbs/repeats.ts` declares it, and the verbs take it. */

export interface RerunOptions {
  readonly file: string;
  readonly set: readonly string[];
  readonly force?: true;
  readonly jobs?: number;
  readonly failFast?: true;
  readonly plain?: true;
  readonly json?: true;
}

export interface VerifyOptions {
  readonly file: string;
  readonly set: readonly string[];
  readonly json?: true;
  readonly keep?: true;
}

export interface ExportRunOptions {
  readonly file: string;
  readonly output?: string;
}

export interface ImportRunOptions {
  readonly file: string;
  readonly newId?: true;
  readonly sources: boolean;
}
