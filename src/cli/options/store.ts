/** What may be given to the verbs about the store: as `verbs/store.ts` declares it, and the verbs take it. */

export interface GcOptions {
  readonly file: string;
  /** Milliseconds. */
  readonly olderThan?: number;
  /** Bytes. */
  readonly maxSize?: number;
  readonly dry?: true;
  readonly explain?: true;
  readonly json?: true;
}

export interface RestoreOptions {
  readonly file: string;
  readonly to?: string;
  readonly copy?: true;
}

export interface FsckOptions {
  readonly file: string;
  readonly repair?: true;
  readonly json?: true;
}

export interface PinOptions {
  readonly file: string;
}
