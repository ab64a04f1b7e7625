import type {Artifact, Lookup} from './artifact.ts';
import type {Failure} from './failure.ts';
import {isRecorded, type RecordedReport} from './recorded-reports.ts';
import type {StageReport} from './stage-definition.ts';

/** How a piece of work ended, for every stage that waits for it. */
export type WorkEnd =
  | {
      readonly status: 'done';
      readonly artifact: Artifact;
      readonly seconds: number;
      /** Where another process did it: which, in words. */
      readonly by?: string;
    }
  | {readonly status: 'failed'; readonly failure: Failure; readonly seconds: number}
  /** Not begun, since another stage failed and the policy is to stop then. */
  | {readonly status: 'skipped'; readonly because: string};

/** The work for one key. All stages of an execution that come to this key share it. */
export interface Work {
  readonly key: string;
  /** The run whose stage came first: it does the work, the others listen. */
  readonly owner: string;
  readonly lookup: Promise<Lookup>;
  readonly end: Promise<WorkEnd>;
  readonly finish: (end: WorkEnd) => void;
  readonly report: (said: StageReport) => void;
  /** Hears what was said so far and belongs to the result, then everything as it is said. */
  readonly listen: (listener: (said: StageReport) => void) => void;
  /** What was said so far and belongs to the result. */
  readonly heard: readonly RecordedReport[];
}

export function startWork(key: string, owner: string, lookup: Promise<Lookup>): Work {
  const heard: RecordedReport[] = [];
  const listeners: ((said: StageReport) => void)[] = [];
  let finish: (end: WorkEnd) => void = () => undefined;
  const end = new Promise<WorkEnd>((settle) => {
    finish = settle;
  });
  return {
    key,
    owner,
    lookup,
    end,
    finish,
    heard,
    report: (said) => {
      if (isRecorded(said)) heard.push(said);
      for (const listener of listeners) listener(said);
    },
    listen: (listener) => {
      heard.forEach((said) => listener(said));
      listeners.push(listener);
    },
  };
}
