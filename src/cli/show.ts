import {openTracking} from '../tracking/open-tracking.ts';
import {runDetail} from '../tracking/run-detail.ts';
import {runJson, runPage} from '../ui/run-page.ts';
import {pipelineMetrics} from './pipeline-metrics.ts';
import type {ShowOptions} from './program.ts';
import {print, refuse} from './say.ts';
import {workspaceOf} from './workspace.ts';

/** `epochal show <run>`: everything about one run. */
export async function showVerb(name: string, options: ShowOptions): Promise<number> {
  const metrics = await pipelineMetrics(options.file);
  if (!metrics.ok) return refuse(metrics.failure);
  const {record, folder} = workspaceOf(options.file);
  const tracking = openTracking(record, {create: false});
  if (!tracking.ok) return refuse([tracking.failure]);
  const run = runDetail(tracking.value, name, {metrics: metrics.value});
  tracking.value.close();
  if (!run.ok) return refuse([run.failure]);
  await print(options.json === true ? runJson(run.value) : runPage(run.value, {folder}));
  return 0;
}
