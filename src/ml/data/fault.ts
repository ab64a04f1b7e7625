/**
 * What is wrong with data, as a value. `what` says it whole, with file, row and column; the fields beside it are for
 * editors and scripts. A stage turns it into the pipeline's own failure.
 */
export interface DataFault {
  /** A stable name in kebab-case, such as `csv-row-ragged`. */
  readonly code: string;
  readonly what: string;
  readonly file?: string;
  /** Counts from 1, the header included. */
  readonly line?: number;
  /** Counts from 1, in characters of the line. */
  readonly column?: number;
  readonly todo?: string;
}

export type DataResult<T> = {readonly ok: true; readonly value: T} | DataFaults;

export interface DataFaults {
  readonly ok: false;
  /** At least one; the first few where there are many. */
  readonly faults: readonly [DataFault, ...DataFault[]];
  /** How many there are in all. */
  readonly count: number;
}

export const sound = <T>(value: T): DataResult<T> => ({ok: true, value});

export const faulty = (fault: DataFault, ...more: readonly DataFault[]): DataFaults => ({
  ok: false,
  faults: [fault, ...more],
  count: 1 + more.length,
});
