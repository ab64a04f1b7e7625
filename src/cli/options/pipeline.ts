/** What may be given to the verbs about a pipeline: as `verbs/pipeline.ts` declares it, and the verbs take it. */

export interface InitOptions {
  readonly data?: string;
  readonly dataset?: string;
}

export interface RunOptions {
  readonly experiment?: string;
  readonly set: readonly string[];
  readonly jobs?: number;
  readonly failFast?: true;
  readonly plain?: true;
  readonly json?: true;
  readonly dry?: true;
  readonly trace?: true;
  readonly only?: string;
  readonly from?: string;
  readonly downstream?: string;
  readonly force?: string | true;
  readonly forceDownstream?: string;
  readonly cache: boolean;
}

export interface WhyOptions {
  readonly file: string;
  readonly experiment?: string;
  readonly set: readonly string[];
  readonly run?: string;
  readonly json?: true;
}

export interface AcceptOptions {
  readonly file: string;
  readonly experiment?: string;
  readonly set: readonly string[];
  readonly message?: string;
  readonly undo?: true;
}

export interface DagOptions {
  readonly mermaid?: true;
}

export interface ModelOptions {
  readonly set: readonly string[];
  /** Height and width in pixels. */
  readonly image: readonly [number, number];
  readonly classes: number;
  readonly json?: true;
}
