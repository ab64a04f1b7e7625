/** A compiled module of the user's own, as plain data. */
export interface ModuleCode {
  /** From the workspace on, as messages name it: `stages/mine.ts`. */
  readonly name: string;
  /** Absolute. */
  readonly file: string;
  /** The compiled text, absolute. */
  readonly bundle: string;
  /** The user's files in it, absolute. */
  readonly sources: readonly string[];
}
