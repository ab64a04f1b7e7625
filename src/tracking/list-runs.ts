import type {Result} from '../runner/failure.ts';
import {ownerOf} from '../runner/process-mark.ts';
import type {Params} from '../runner/pipeline.ts';
import {withAcceptedCode} from './accepted-code.ts';
import {dataIdentity} from './data-identity.ts';
import {findRuns} from './find-run.ts';
import {numberOf} from './non-finite.ts';
import type {Tracking} from './open-tracking.ts';
import type {Facts, RunStatus, RunSummary, StageHow, StageSummary} from './run-summary.ts';

export interface Listing {
  /** Ids, beginnings of ids, experiments. Left out: all runs. */
  readonly names?: readonly string[];
  /** Which way is better, as the pipeline says. */
  readonly metrics?: Readonly<Record<string, 'max' | 'min'>>;
  /** So many of the newest. */
  readonly limit?: number;
  /** For a table of thousands of runs, half the time: of the metrics only these, and no stages. */
  readonly brief?: readonly string[];
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
  process: string,
  params: string,
  facts: string,
];

function readRuns(
  tracking: Tracking,
  chosen: ReadonlySet<string> | undefined,
  {metrics = {}, limit = -1, brief}: Listing,
): readonly RunSummary[] {
  const some = chosen === undefined ? '' : 'WHERE id IN (SELECT value FROM json_each(?))';
  const rows = tracking
    .prepare<string[], RunRow>(
      `SELECT number, id, experiment, pipeline, status, started, seconds, process, params, facts
       FROM runs ${some} ORDER BY started DESC, number DESC LIMIT ${limit}`,
    )
    .raw()
    .all(...(chosen === undefined ? [] : [JSON.stringify([...chosen])]));
  const partial = chosen !== undefined || limit >= 0;
  const numbers = partial ? JSON.stringify(rows.map(([number]) => number)) : undefined;
  const stages = brief === undefined ? readStages(tracking, numbers) : new Map<number, StageSummary[]>();
  const values = readValues(tracking, {numbers, directions: metrics, brief});
  const tags = readTags(tracking, numbers);
  const status = statusReader();
  // Of ten thousand runs most tell the same facts: a text is read once.
  const alike = withAcceptedCode(tracking);
  const factsOf = remembered((text) => alike(JSON.parse(text) as Facts));
  return rows.map(
    ([number, id, experiment, pipeline, recorded, started, seconds, process, params, facts]) => {
      const given = JSON.parse(params) as Params;
      const told = factsOf(facts);
      const now = status(recorded, process);
      const ofRun = stages.get(number) ?? [];
      const {latest, best, best_step} = values.get(number) ?? noValues;
      return {
        id,
        experiment,
        pipeline,
        status: now,
        started: new Date(started).toISOString(),
        seconds,
        params: given,
        latest,
        best,
        best_step,
        facts: told,
        data: dataIdentity(told, given),
        tags: tags.get(number) ?? [],
        stages:
          now === 'interrupted' ? ofRun.map((stage) => ({...stage, how: interrupted(stage.how)})) : ofRun,
      };
    },
  );
}

const noValues: Values = {latest: {}, best: {}, best_step: {}};

function remembered<T>(read: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const found = known.get(text) ?? read(text);
    known.set(text, found);
    return found;
  };
}

/** A run of a process that is gone was interrupted, whatever was written last. */
function statusReader(): (status: RunStatus, process: string) => RunStatus {
  const owners = new Map<string, ReturnType<typeof ownerOf>>();
  return (status, process) => {
    if (status !== 'running') return status;
    const owner = owners.get(process) ?? ownerOf(process);
    owners.set(process, owner);
    return owner === 'gone' ? 'interrupted' : 'running';
  };
}

const interrupted = (how: StageHow): StageHow =>
  how === 'running' || how === 'waiting' || how === 'pending' ? 'interrupted' : how;

/** With numbers, only of those runs. */
const only = (numbers: string | undefined): readonly [sql: string, ...given: string[]] =>
  numbers === undefined ? [''] : ['WHERE run IN (SELECT value FROM json_each(?))', numbers];

function readStages(
  {prepare}: Tracking,
  numbers: string | undefined,
): ReadonlyMap<number, readonly StageSummary[]> {
  const [where, ...given] = only(numbers);
  type Row = readonly [run: number, name: string, how: StageHow, key: string | null, seconds: number | null];
  const rows = prepare<string[], Row>(
    `SELECT run, name, how, key, seconds FROM stages ${where} ORDER BY run, position`,
  )
    .raw()
    .all(...given);
  const stages = new Map<number, StageSummary[]>();
  for (const [run, name, how, key, seconds] of rows) push(stages, run, {name, how, key, seconds});
  return stages;
}

function readTags({prepare}: Tracking, numbers: string | undefined): ReadonlyMap<number, readonly string[]> {
  const [where, ...given] = only(numbers);
  const tags = new Map<number, string[]>();
  for (const {run, tag} of prepare<string[], {readonly run: number; readonly tag: string}>(
    `SELECT run, tag FROM tags ${where} ORDER BY run, tag`,
  ).all(...given)) {
    push(tags, run, tag);
  }
  return tags;
}

interface ValuesWanted {
  readonly numbers: string | undefined;
  readonly directions: Readonly<Record<string, 'max' | 'min'>>;
  readonly brief: readonly string[] | undefined;
}

interface Values {
  readonly latest: Record<string, number>;
  readonly best: Record<string, number>;
  readonly best_step: Record<string, number>;
}

function readValues(
  {prepare}: Tracking,
  {numbers, directions, brief}: ValuesWanted,
): ReadonlyMap<number, Values> {
  const names = new Map(
    prepare<[], {readonly number: number; readonly name: string}>('SELECT number, name FROM metric_names')
      .all()
      .map(({number, name}) => [number, name]),
  );
  type Row = readonly [
    run: number,
    metric: number,
    value: number | null,
    kind: string | null,
    max: number | null,
    maxStep: number | null,
    min: number | null,
    minStep: number | null,
  ];
  const [where, ...given] = only(numbers);
  const wanted = [...names].flatMap(([number, name]) => (brief?.includes(name) === true ? [number] : []));
  const which =
    brief === undefined
      ? where
      : `${where === '' ? 'WHERE' : `${where} AND`} metric IN (${wanted.join(', ')})`;
  const rows = prepare<string[], Row>(
    `SELECT run, metric, value, kind, max, max_step, min, min_step FROM latest_metrics ${which} ORDER BY run, metric`,
  )
    .raw()
    .all(...given);
  const values = new Map<number, Values>();
  for (const [run, metric, value, kind, max, maxStep, min, minStep] of rows) {
    const name = names.get(metric) ?? '';
    let ofRun = values.get(run);
    if (ofRun === undefined) values.set(run, (ofRun = {latest: {}, best: {}, best_step: {}}));
    ofRun.latest[name] = numberOf(value, kind);
    const direction = directions[name];
    const best = direction === 'max' ? max : min;
    const step = direction === 'max' ? maxStep : minStep;
    if (direction === undefined || best === null || step === null) continue;
    ofRun.best[name] = best;
    ofRun.best_step[name] = step;
  }
  return values;
}

function push<T>(lists: Map<number, T[]>, key: number, item: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}
