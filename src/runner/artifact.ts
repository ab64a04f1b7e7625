import {join} from 'node:path';
import type {Made} from './manifest.ts';
import type {RecordedReport} from './recorded-reports.ts';

/** Where a store keeps the artifact of a key. */
export const artifactFolder = (store: string, key: string): string => join(store, key.slice(0, 2), key);

export type Lookup =
  | {readonly found: 'whole'; readonly artifact: Artifact}
  | {readonly found: 'nothing'}
  /** `why` goes on from "its stored result is damaged:". */
  | {readonly found: 'damaged'; readonly why: string};

export interface Artifact {
  readonly key: string;
  /** Of its content: equal content has an equal digest, however it came to be. */
  readonly digest: string;
  /** The folder of its files, absolute. Read only. */
  readonly folder: string;
  /** What its stage said that belongs to the result. */
  readonly reports: readonly RecordedReport[];
  readonly made: Made;
}
