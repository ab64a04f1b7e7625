import {ok, type Result} from '../../runner/failure.ts';
import {groupSeeds} from '../../tracking/group-seeds.ts';
import type {Tracking} from '../../tracking/open-tracking.ts';
import {readSeries} from '../../tracking/read-series.ts';
import {runDetail} from '../../tracking/run-detail.ts';
import type {RunDetail, RunSummary, StageDetail} from '../../tracking/run-summary.ts';
import {failureText} from '../failure-text.ts';
import type {Directions} from '../run-columns.ts';
import {packSeries} from './pack-series.ts';
import type {CloserRun, CloserStage, ReportData} from './report-data.ts';
import {reproduce} from './reproduce.ts';
import {stageArtifacts} from './stage-artifacts.ts';

interface Asked {
  readonly tracking: Tracking;
  /** The store of artifacts. */
  readonly artifacts: string;
  /** In the order in which they are to stand. */
  readonly runs: readonly RunSummary[];
  /** Those of them that can be looked at closer, with their figures. */
  readonly closer: readonly RunSummary[];
  readonly baseline: RunSummary | undefined;
  readonly metrics: Directions;
  readonly pipeline: string;
  /** The pipeline's file, as a command names it. */
  readonly file: string;
  /** Of epochal. */
  readonly version: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** All that a report shows of these runs, read from the record and the store. */
export async function collectReport(asked: Asked): Promise<Result<ReportData>> {
  const {tracking, artifacts, runs, baseline, metrics, pipeline, file, version, now} = asked;
  const all = readSeries(
    tracking,
    runs.map(({id}) => id),
  );
  if (!all.ok) return all;
  const details: RunDetail[] = [];
  for (const {id} of asked.closer) {
    const detail = runDetail(tracking, id, {metrics});
    if (!detail.ok) return detail;
    details.push(detail.value);
  }
  const left = stageArtifacts(artifacts, details);
  if (!left.ok) return left;
  return ok({
    pipeline,
    made: new Date(now).toISOString(),
    version,
    metrics,
    // Which stage did what is told of those that are looked at closer.
    runs: runs.map((run) => ({...run, stages: []})),
    grouped: await groupedRuns(runs),
    baseline: baseline ?? null,
    curves: runs.map(({id}) => (all.value.get(id) ?? []).map(packSeries)),
    closer: details.map((detail) => closerRun(detail, file)),
    artifacts: left.value,
  });
}

/** A run that stands alone is named by its place. Null where all do. */
async function groupedRuns(runs: readonly RunSummary[]): Promise<ReportData['grouped']> {
  if (groupSeeds(runs).length === runs.length) return null;
  const {meanRuns} = await import('../../tracking/mean-runs.ts');
  const places = new Map(runs.map(({id}, index) => [id, index]));
  return meanRuns(runs).map(({members, ...mean}) =>
    members.length === 1
      ? (places.get(mean.id) ?? 0)
      : {...mean, stages: [], members: members.map(({id}) => ({id}))},
  );
}

const closerRun = (run: RunDetail, file: string): CloserRun => ({
  id: run.id,
  stages: run.stages.map(closerStage),
  environment: run.environment,
  notes: run.notes,
  reproduce: reproduce(run, file),
});

const closerStage = ({name, uses, needs, how, seconds, key, reason, failure}: StageDetail): CloserStage => ({
  name,
  uses,
  needs,
  how,
  seconds,
  key,
  reason,
  failure: failure === null ? null : failureText(failure),
});
