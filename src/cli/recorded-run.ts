import {join} from 'node:path';
import {expandRuns} from '../runner/expand-runs.ts';
import {fail, ok, type Failure, type Result} from '../runner/failure.ts';
import {parseOverrides} from '../runner/overrides.ts';
import type {Pipeline, PlannedRun} from '../runner/pipeline.ts';
import {settledText} from '../runner/recipe.ts';
import {openTracking} from '../tracking/open-tracking.ts';
import {runDetail} from '../tracking/run-detail.ts';
import {runRecord, type RunRecord} from '../tracking/run-record.ts';
import type {RunDetail} from '../tracking/run-summary.ts';
import {loadPipelineFile} from './load-pipeline-file.ts';
import {workspaceOf} from './workspace.ts';

/** A run on record, with what it can be repeated from. */
export interface RecordedRun {
  readonly run: RunDetail;
  readonly record: RunRecord;
}

/** The run of that name: an id, the beginning of one, or an experiment. */
export function readRecordedRun(recordFile: string, name: string): Result<RecordedRun> {
  const tracking = openTracking(recordFile, {create: false});
  if (!tracking.ok) return tracking;
  try {
    const run = runDetail(tracking.value, name);
    if (!run.ok) return run;
    const record = runRecord(tracking.value, run.value.id);
    return record.ok ? ok({run: run.value, record: record.value}) : record;
  } finally {
    tracking.value.close();
  }
}

/**
 * The run as it was, to be executed again: from its own record, not from what the pipeline file says now. `set`: changes on top, as for
 * `run -s`. A run that was recorded before records held the pipeline takes its stages from the file, with the params of the record.
 */
export async function planAgain(
  file: string,
  {run, record}: RecordedRun,
  set: readonly string[] = [],
): Promise<Result<PlannedRun, readonly Failure[]>> {
  const overrides = parseOverrides(set);
  if (!overrides.ok) return overrides;
  const text = record.recipe === undefined ? undefined : settledText(record.recipe, record.fingerprints);
  const pipeline = await (text === undefined ? fromFile(file, run) : fromRecipe(file, run, text));
  if (!pipeline.ok) return pipeline;
  const planned = expandRuns(pipeline.value, [], overrides.value);
  if (!planned.ok) return planned;
  const [only] = planned.value;
  return only === undefined ? fail([]) : ok({...only, experiment: run.experiment});
}

const fromRecipe = (file: string, {id}: RunDetail, text: string) =>
  loadPipelineFile(join(workspaceOf(file).folder, `run ${id}`), text);

/** With every param as the record has it, and with nothing of what the file says now. */
async function fromFile(file: string, run: RunDetail): Promise<Result<Pipeline, readonly Failure[]>> {
  const pipeline = await loadPipelineFile(file);
  if (!pipeline.ok) return pipeline;
  const bare = {
    ...pipeline.value,
    stages: pipeline.value.stages.map((stage) => ({...stage, given: new Map()})),
  };
  const origin = `run ${run.id}`;
  const recorded = Object.entries(run.params).map(([param, value]) => ({param, value, origin}));
  const planned = expandRuns(bare, [], recorded);
  if (!planned.ok) return planned;
  const [only] = planned.value;
  return only === undefined ? fail([]) : ok(only.pipeline);
}

/** Stage → threads, as the work was done, which may have been for an earlier run: then a fact that it left tells. */
export const threadsOf = ({stages, facts}: RunDetail): Readonly<Record<string, number>> =>
  Object.fromEntries(
    stages.flatMap(({name, threads}) => {
      const counted = facts[`${name}.threads`] ?? threads;
      return typeof counted === 'number' ? [[name, counted] as const] : [];
    }),
  );
