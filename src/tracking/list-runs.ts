import type {Result} from '../runner/failure.ts';
import {ownerOf} from '../runner/process-mark.ts';
import type {Params} from '../runner/pipeline.ts';
import {withAcceptedCode} from './accepted-code.ts';
import {dataIdentities} from './data-identity.ts';
import {findRuns} from './find-run.ts';
import {latestValues} from './latest-values.ts';
import type {Tracking} from './open-tracking.ts';
import {parseRows} from './parse-rows.ts';
import {remembered} from './remembered.ts';
import type {Facts, RunStatus, RunSummary, StageHow, StageSummary} from './run-summary.ts';

export interface Listing {
  /** Ids, beginnings of ids, experiments. Left out: all runs. */
  readonly names?: readonly string[];
  /** Which way is better, as the pipeline says. */
  readonly metrics?: Readonly<Record<string, 'max' | 'min'>>;
  /** So many of the newest. */
  readonly limit?: number;
  /** For a table of thousands of runs, half the time: no stages. */
  readonly brief?: boolean;
  /** Of the metrics only these; left out, all. */
  readonly only?: readonly string[];
}

/** Runs, newest first. Ten thousand take some tenths of a second: rows are read in bulk and put together here. */
export function listRuns(tracking: Tracking, listing: Listing = {}): Result<readonly RunSummary[]> {
  const ids: string[] = [];
  for (const name of listing.names ?? []) {
    const found = findRuns(tracking, name);
    if (!found.ok) return found;
    ids.push(...found.value);
  }
  const chosen = listing.names === undefined ? undefined : new Set(ids);
  return tracking.read(() => readRuns(tracking, chosen, listing));
}

/** Those of these ids that are there, newest first. */
export const listRunsById = (
  tracking: Tracking,
  ids: ReadonlySet<string>,
  listing: Omit<Listing, 'names'>,
): Result<readonly RunSummary[]> => tracking.read(() => readRuns(tracking, ids, listing));

type RunRow = readonly [
  number: number,
  id: string,
  experiment: string,
  pipeline: string,
  status: RunStatus,
  started: number,
  seconds: number | null,
  /** Of a run that is not at an end. */
  process: string | null,
  params: string,
  facts: string,
  ...values: (number | string | null)[],
];

function readRuns(
  tracking: Tracking,
  chosen: ReadonlySet<string> | undefined,
  {metrics = {}, limit = -1, brief = false, only}: Listing,
): readonly RunSummary[] {
  const some = chosen === undefined ? '' : 'WHERE id IN (SELECT value FROM json_each(?))';
  const values = latestValues(tracking, {directions: metrics, only});
  const rows = tracking
    .prepare<string[], RunRow>(
      `SELECT runs.number, id, experiment, pipeline, status, started, seconds,
         CASE status WHEN 'running' THEN process END, params, facts ${values.columns}
       FROM runs ${values.joins} ${some} ORDER BY started DESC, runs.number DESC LIMIT ${limit}`,
    )
    .raw()
    .all(...(chosen === undefined ? [] : [JSON.stringify([...chosen])]));
  const partial = chosen !== undefined || limit >= 0;
  const numbers = partial ? JSON.stringify(rows.map(([number]) => number)) : undefined;
  const stages = brief ? new Map<number, StageSummary[]>() : readStages(tracking, numbers);
  const valuesOf = values.reader(numbers);
  const tags = readTags(tracking, numbers);
  const status = statusReader();
  // Of ten thousand runs most tell the same facts: a text is read once.
  const alike = withAcceptedCode(tracking);
  const factsOf = remembered((text: string) => alike(JSON.parse(text) as Facts));
  const params = parseRows(rows.map((row) => row[paramsAt])) as readonly Params[];
  const dataOf = dataIdentities();
  const shared = remembered((text: string) => text);
  // Taken apart by place: by the iterator of an array the whole listing takes a tenth longer.
  return rows.map((row, index) => {
    const {0: number, 1: id, 2: experiment, 3: pipeline, 4: recorded} = row;
    const {5: started, 6: seconds, 7: process, 9: facts} = row;
    const given = params[index] ?? {};
    const told = factsOf(facts);
    const now = status(recorded, process);
    const ofRun = stages.get(number) ?? none;
    const {latest, best, best_step} = valuesOf(number, row);
    return {
      id,
      experiment: shared(experiment),
      pipeline: shared(pipeline),
      status: now,
      started: new Date(started).toISOString(),
      seconds,
      params: given,
      latest,
      best,
      best_step,
      facts: told,
      data: dataOf(told, given),
      tags: tags.get(number) ?? none,
      stages: now === 'interrupted' ? ofRun.map((stage) => ({...stage, how: interrupted(stage.how)})) : ofRun,
    };
  });
}

const paramsAt = 8;
/** Of thousands of runs, most have no tags: they share this. */
const none: readonly never[] = [];

/** A run of a process that is gone was interrupted, whatever was written last. */
function statusReader(): (status: RunStatus, process: string | null) => RunStatus {
  const owner = remembered(ownerOf);
  return (status, process) =>
    status === 'running' && owner(process ?? '') === 'gone' ? 'interrupted' : status;
}

const interrupted = (how: StageHow): StageHow =>
  how === 'running' || how === 'waiting' || how === 'pending' ? 'interrupted' : how;

/** With numbers, only of those runs. */
const ofRuns = (numbers: string | undefined): readonly [sql: string, ...given: string[]] =>
  numbers === undefined ? [''] : ['WHERE run IN (SELECT value FROM json_each(?))', numbers];

function readStages(
  {prepare}: Tracking,
  numbers: string | undefined,
): ReadonlyMap<number, readonly StageSummary[]> {
  const [where, ...given] = ofRuns(numbers);
  type Row = readonly [run: number, name: string, how: StageHow, key: string | null, seconds: number | null];
  const rows = prepare<string[], Row>(
    `SELECT run, name, iif(failure ->> '$.blame' = 'cancelled', 'cancelled', how), key, seconds
     FROM stages ${where} ORDER BY run, position`,
  )
    .raw()
    .all(...given);
  const stages = new Map<number, StageSummary[]>();
  for (const [run, name, how, key, seconds] of rows) push(stages, run, {name, how, key, seconds});
  return stages;
}

function readTags({prepare}: Tracking, numbers: string | undefined): ReadonlyMap<number, readonly string[]> {
  const [where, ...given] = ofRuns(numbers);
  const tags = new Map<number, string[]>();
  for (const {run, tag} of prepare<string[], {readonly run: number; readonly tag: string}>(
    `SELECT run, tag FROM tags ${where} ORDER BY run, tag`,
  ).all(...given)) {
    push(tags, run, tag);
  }
  return tags;
}

function push<T>(lists: Map<number, T[]>, key: number, item: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}
