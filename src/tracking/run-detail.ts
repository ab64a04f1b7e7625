import {fail, ok, type Failure, type Result} from '../runner/failure.ts';
import {runUnknown} from './failures.ts';
import {findRun} from './find-run.ts';
import {listRuns, type Listing} from './list-runs.ts';
import type {Tracking} from './open-tracking.ts';
import {readSeries} from './read-series.ts';
import type {Facts, RunDetail, StageDetail, StageSummary} from './run-summary.ts';

/** Everything about one run, named as for `findRun`. */
export function runDetail(
  tracking: Tracking,
  name: string,
  {metrics}: Pick<Listing, 'metrics'> = {},
): Result<RunDetail> {
  const id = findRun(tracking, name);
  if (!id.ok) return id;
  const listed = listRuns(tracking, {names: [id.value], ...(metrics === undefined ? {} : {metrics})});
  if (!listed.ok) return listed;
  const [summary] = listed.value;
  // Another process may have deleted it a moment ago.
  if (summary === undefined) return fail(runUnknown(name));
  const rest = tracking.read(() => ({
    stages: readStages(tracking, id.value, summary.stages),
    environment: readEnvironment(tracking, id.value),
    notes: readNotes(tracking, id.value),
  }));
  if (!rest.ok) return rest;
  const series = readSeries(tracking, [id.value]);
  return series.ok ? ok({...summary, ...rest.value, metrics: series.value.get(id.value) ?? []}) : series;
}

const ofRun = 'run = (SELECT number FROM runs WHERE id = ?)';

interface StageRow {
  readonly name: string;
  readonly uses: string;
  readonly needs: string;
  readonly digest: string | null;
  readonly reason: string | null;
  readonly threads: number | null;
  readonly attempts: number | null;
  readonly failure: string | null;
}

function readStages(
  {prepare}: Tracking,
  id: string,
  summaries: readonly StageSummary[],
): readonly StageDetail[] {
  const rows = prepare<[string], StageRow>(
    `SELECT name, uses, needs, digest, reason, threads, attempts, failure FROM stages WHERE ${ofRun} ORDER BY position`,
  ).all(id);
  return rows.flatMap(({needs, failure, ...row}) => {
    const summary = summaries.find(({name}) => name === row.name);
    if (summary === undefined) return [];
    return [
      {
        ...summary,
        ...row,
        needs: JSON.parse(needs) as readonly string[],
        failure: failure === null ? null : (JSON.parse(failure) as Failure),
      },
    ];
  });
}

const readEnvironment = ({prepare}: Tracking, id: string): Facts =>
  JSON.parse(
    prepare<[string], {readonly environment: string}>('SELECT environment FROM runs WHERE id = ?').get(id)
      ?.environment ?? '{}',
  ) as Facts;

const readNotes = ({prepare}: Tracking, id: string): RunDetail['notes'] =>
  prepare<[string], {readonly written: number; readonly note: string}>(
    `SELECT written, note FROM notes WHERE ${ofRun} ORDER BY written`,
  )
    .all(id)
    .map(({written, note}) => ({written: new Date(written).toISOString(), note}));
