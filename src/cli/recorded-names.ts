import {fieldNames} from '../tracking/filter/fields.ts';
import {listRuns} from '../tracking/list-runs.ts';
import {openTracking} from '../tracking/open-tracking.ts';
import {pipelineMetrics} from './pipeline-metrics.ts';
import {workspaceOf} from './workspace.ts';

export interface RecordedNames {
  /** What `--sort`, `--columns` and filters know: params, metrics, facts and what every run has. */
  readonly fields: readonly string[];
  readonly metrics: readonly string[];
}

const none: RecordedNames = {fields: [], metrics: []};

/** Names in the newest runs of a pipeline's record; none where there is no record that can be read. */
export async function recordedNames(file: string): Promise<RecordedNames> {
  const metrics = await pipelineMetrics(file);
  const tracking = openTracking(workspaceOf(file).record, {create: false});
  if (!tracking.ok) return none;
  const runs = listRuns(tracking.value, {limit: newest, ...(metrics.ok ? {metrics: metrics.value} : {})});
  tracking.value.close();
  if (!runs.ok) return none;
  return {
    fields: fieldNames(runs.value).toSorted(),
    metrics: [...new Set(runs.value.flatMap(({latest}) => Object.keys(latest)))].toSorted(),
  };
}

/** Reading more would keep a person waiting. */
const newest = 200;
